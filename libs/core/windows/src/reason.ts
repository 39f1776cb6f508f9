import type { Decision } from './decide.ts';
import type { WindowClock } from './window-clock.ts';

const MOST_NAMED = 3;

/** Why, in one sentence for a person. */
export function reasonOf({ because, by }: Decision): string {
  switch (because) {
    case 'none':
      return 'no sync window applies';
    case 'idle':
      return `no window denies it now: ${named(by)} ${by.length === 1 ? 'is' : 'are'} not active`;
    case 'allow':
      return `allowed by ${named(by)}`;
    case 'manual':
      return `a person may sync in spite of ${named(by)}`;
    case 'overrun':
      return `the sync that runs may end in spite of ${named(by)}`;
    case 'deny':
      return `denied by ${named(by)}`;
    case 'outside':
      return `outside of ${named(by)}, which ${by.length === 1 ? 'allows' : 'allow'} it only while active`;
    case 'broken':
      return by.map(({ rule, problem }) => `blocked by ${rule.title}, which can not be judged: ${problem}`).join('; ');
  }
}

function named(clocks: readonly WindowClock[]): string {
  const names = clocks.slice(0, MOST_NAMED).map(({ rule }) => (rule.why ? `${rule.title} (${rule.why})` : rule.title));
  const more = clocks.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
