import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Milliseconds from the webhook until the hub said so in its log, and what single stages took. */
export interface HubStages {
  readonly fetch: number;
  readonly seen: number;
  readonly rendered: number;
  readonly durable: number;
  readonly published: number;
}

interface Line {
  readonly time: string;
  readonly message: string;
  readonly ms?: Readonly<Record<string, number>>;
}

/** Reads the hub's log at level `debug`; commits whose lines are not all there are left out. */
export async function hubStages(dir: string, webhooks: readonly number[]): Promise<HubStages[]> {
  const lines = (await readFile(path.join(dir, 'logs', 'hub.log'), 'utf8')).split('\n').flatMap(lineOf);
  return webhooks.flatMap((from, at) => stagesOf(lines, from, webhooks[at + 1] ?? Infinity));
}

function lineOf(text: string): Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    return [];
  }
}

function stagesOf(lines: readonly Line[], from: number, until: number): HubStages[] {
  const all = lines.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) < until);
  const read = all.find(({ message, ms }) => message === 'repository read' && ms?.['fetch'] !== undefined);
  const released = all.find(({ message }) => message === 'parts of a set released');
  const published = all.filter(({ message }) => message === 'manifest published');
  if (!read || !released || published.length === 0) return [];
  const since = ({ time }: Line): number => Date.parse(time) - from;
  const { rows = 0, render = 0, store = 0 } = released.ms ?? {};
  const durable = since(released);
  return [
    {
      fetch: read.ms!['fetch']!,
      seen: durable - rows - render - store,
      rendered: durable - store,
      durable,
      published: since(published[0]!),
    },
  ];
}
