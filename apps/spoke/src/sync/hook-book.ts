import { keyText } from '@wheelhouse/core-domain';
import type { HookEntry } from '../state/stored-application.ts';
import type { Target } from './target.ts';

/** The hook that this very run created, if it did. */
export const hookOf = ({ stored }: Target, { key, run }: Pick<HookEntry, 'key' | 'run'>): HookEntry | undefined =>
  stored.hooks?.find((entry) => entry.run === run && keyText(entry.key) === keyText(key));

/** One entry for each phase in which an object is a hook. */
export function rememberHook(target: Target, entry: HookEntry): void {
  const isOther = ({ key, run }: HookEntry): boolean =>
    keyText(key) !== keyText(entry.key) || phaseOf(run) !== phaseOf(entry.run);
  target.stored = { ...target.stored, hooks: [...(target.stored.hooks ?? []).filter(isOther), entry] };
}

const phaseOf = (run: string): string | undefined => run.split('/').at(-1);

export function forgetHook(target: Target, { key }: Pick<HookEntry, 'key'>): void {
  const { hooks = [], ...rest } = target.stored;
  const others = hooks.filter((entry) => keyText(entry.key) !== keyText(key));
  target.records.delete(keyText(key));
  target.stored = others.length > 0 ? { ...rest, hooks: others } : rest;
}
