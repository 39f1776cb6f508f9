import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { applications, fleetProblems, wordsOf, wordsOfCondition, type Application } from './applications.ts';
import type { Hub } from './hub.ts';

const LINES = 15;
const WIDTH = 600;

/** What somebody asks first when a scenario failed: how the applications are, and what the processes said last. */
export async function reportOf(hub: Hub, dir: string): Promise<string> {
  const fleet = await state(hub).catch((error: Error) => [`the hub does not answer: ${error.message}`]);
  return [...fleet, ...(await lastWords(path.join(dir, 'logs')))].join('\n');
}

async function state(hub: Hub): Promise<string[]> {
  const [found, problems] = [await applications(hub), await fleetProblems(hub)];
  const query = '{ applicationSets(first: 50) { nodes { name conditions { type message where } } } }';
  const sets = await hub.graphql<{
    applicationSets: { nodes: { name: string; conditions: { type: string; message: string; where: string }[] }[] };
  }>(query);
  return [
    ...problems.map((problem) => `fleet problem: ${wordsOfCondition(problem)}`),
    ...sets.applicationSets.nodes.map(({ name, conditions }) => `set ${name}: ${JSON.stringify(conditions)}`),
    ...found.map(describe),
  ];
}

function describe(application: Application): string {
  const { name, cluster, stage, sync, health, revisions } = application;
  const rungs = Object.entries(revisions).map(([rung, commit]) => `${rung} ${commit?.slice(0, 7) ?? '–'}`);
  const words = wordsOf(application);
  const where = cluster?.name ?? 'no cluster';
  return `${name} on ${where}: ${stage} ${sync.status} ${health.status} (${rungs.join(', ')})${words ? `\n  ${words.replaceAll('\n', '\n  ')}` : ''}`;
}

async function lastWords(folder: string): Promise<string[]> {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.log')).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap((text, index) => [
    `── ${files[index]}`,
    ...text
      .trimEnd()
      .split('\n')
      .slice(-LINES)
      .map((line) => line.slice(0, WIDTH)),
  ]);
}
