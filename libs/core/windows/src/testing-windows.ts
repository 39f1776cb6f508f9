import { parseSyncWindow, readProjectWindows } from '@wheelhouse/core-domain';
import type { WindowTarget } from './matches.ts';
import { nativeWindow, projectWindow, type BookWindow } from './window-rules.ts';

/** Windows of the project `shop`, from their JSON; invalid ones too, as they would have been stored. */
export const shopWindows = (...windows: readonly object[]): BookWindow[] =>
  readProjectWindows({ spec: { syncWindows: windows } }).map((window, index) => projectWindow('shop', index, window));

/** A SyncWindow from its spec. */
export function native(name: string, spec: object): BookWindow {
  const parsed = parseSyncWindow({ metadata: { name }, spec }, { strict: true });
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  return nativeWindow(parsed.value.value);
}

export const shopTarget = (given: Partial<WindowTarget> = {}): WindowTarget => ({
  ...{ project: 'shop', name: 'web', namespace: 'web', labels: {} },
  cluster: { names: ['prod-1', 'https://prod-1.example.com'], labels: { env: 'prod' }, timeZone: 'Europe/Berlin' },
  ...given,
});

export const at = (text: string): number => Date.parse(text);
export const text = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z');
