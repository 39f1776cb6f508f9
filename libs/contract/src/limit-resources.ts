import { compareHealth, keyText } from '@wheelhouse/core-domain';
import { resourceStatus } from './status.ts';
import type { ResourceStatus } from './status.ts';
import { packCbor } from './wire/cbor.ts';

/** Of a message in a report, in UTF-16 units: long enough for an API server's sentence, short enough for ten of them. */
const MAX_MESSAGE = 400;

/** Only what is not synced or not healthy, worst first, messages shortened, cut where `bytes` of encoding are full. */
export function limitResources(resources: readonly ResourceStatus[], bytes = 4096): readonly ResourceStatus[] {
  const kept: ResourceStatus[] = [];
  let left = bytes;
  for (const resource of resources.filter(isWrong).sort(worstFirst)) {
    const short = shortened(resource);
    left -= packCbor(resourceStatus.pack(short)).length;
    if (left < 0) break;
    kept.push(short);
  }
  return kept;
}

const isWrong = ({ sync, health }: ResourceStatus) => sync !== 'Synced' || (health?.status ?? 'Healthy') !== 'Healthy';

/** What a person has to decide comes before all: only what is told can be decided. */
function worstFirst(a: ResourceStatus, b: ResourceStatus): number {
  if (!a.confirm !== !b.confirm) return a.confirm ? -1 : 1;
  const byHealth = compareHealth(b.health?.status ?? 'Healthy', a.health?.status ?? 'Healthy');
  if (byHealth !== 0) return byHealth;
  if (a.sync !== b.sync) return a.sync === 'Synced' ? 1 : b.sync === 'Synced' ? -1 : a.sync < b.sync ? -1 : 1;
  return keyText(a) < keyText(b) ? -1 : 1;
}

function shortened(resource: ResourceStatus): ResourceStatus {
  const { message, health } = resource;
  return {
    ...resource,
    ...(message === undefined ? {} : { message: shorten(message) }),
    ...(health?.message === undefined ? {} : { health: { ...health, message: shorten(health.message) } }),
  };
}

/** Never cuts a character of two units in half. */
export function shorten(text: string, max = MAX_MESSAGE): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  const last = cut.charCodeAt(cut.length - 1);
  return `${last >= 0xd800 && last < 0xdc00 ? cut.slice(0, -1) : cut}…`;
}
