import { Button } from './button.tsx';

interface Waiting {
  readonly fresh: number;
  readonly gone: ReadonlySet<string>;
  readonly stale: boolean;
  readonly refresh: () => void;
}

/** "3 new": what has come, gone or moved since the list was read waits here until one asks for it. */
export function FreshRows({ list }: { readonly list: Waiting }) {
  const words = [
    list.fresh > 0 && `${list.fresh} new`,
    list.gone.size > 0 && `${list.gone.size} gone`,
    list.stale && list.fresh === 0 && list.gone.size === 0 && 'order changed',
  ].filter((word) => word !== false);
  return (
    <span role="status" className="fresh">
      {words.length > 0 && (
        <Button onPress={list.refresh} kind="primary">
          {words.join(', ')}
        </Button>
      )}
    </span>
  );
}
