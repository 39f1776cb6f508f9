import { useSyncExternalStore } from 'react';

// What just happened, said once: for everyone in a line at the foot, for a screen reader as a polite live region.
interface Notice {
  readonly id: number;
  readonly text: string;
}

let notice: Notice = { id: 0, text: '' };
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(text: string): void {
  notice = { id: notice.id + 1, text };
  for (const listener of listeners) listener();
}

export function announce(text: string): void {
  clearTimeout(timer);
  set(text);
  timer = setTimeout(() => set(''), 6000);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Announcer() {
  const { text } = useSyncExternalStore(subscribe, () => notice);
  return (
    <div className="notice" role="status" aria-live="polite" data-shown={text !== '' || undefined}>
      {text}
    </div>
  );
}
