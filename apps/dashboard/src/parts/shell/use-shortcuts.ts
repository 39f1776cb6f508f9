import { useEffect, useEffectEvent } from 'react';
import { places } from './places.ts';

interface Actions {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
  readonly navigate: (path: string) => unknown;
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
const inDialog = (): boolean => document.querySelector('[role=dialog], [role=alertdialog]') !== null;

/** Moves focus to the next or previous row of whatever list is on the page; rows say so with `data-row`. */
function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const here = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = rows[here === -1 ? 0 : here + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]');
  filter?.focus();
  filter?.select();
  return filter !== null;
}

/** `⌘K`, `/`, `?`, `j`, `k`, and `g` with a page's letter. */
export function useShortcuts(actions: Actions): void {
  const press = useEffectEvent((event: KeyboardEvent, afterG: boolean): boolean => {
    if (event.key === 'k' && (event.metaKey || event.ctrlKey)) return (actions.openPalette(), true);
    if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target) || inDialog()) return false;
    const place = afterG && places.find((each) => each.key === event.key);
    if (place) return (actions.navigate(place.path), true);
    if (event.key === '?') return (actions.openHelp(), true);
    if (event.key === '/') return focusFilter();
    if (event.key === 'j' || event.key === 'k') return (moveRow(event.key === 'j' ? 1 : -1), true);
    return false;
  });
  useEffect(() => {
    let g = 0;
    const listen = (event: KeyboardEvent): void => {
      const done = press(event, event.timeStamp - g < 1000);
      if (done) event.preventDefault();
      g = event.key === 'g' && !typing(event.target) ? event.timeStamp : 0;
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
