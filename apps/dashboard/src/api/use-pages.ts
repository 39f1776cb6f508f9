import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import { PageList, type PageListOptions, type PageListState } from './page-list.ts';
import { useConnection } from './use-live.ts';

export interface Pages<Node> extends PageListState<Node> {
  readonly loadMore: () => void;
  readonly refresh: () => void;
}

/** A live list for a component. While the answer to changed variables is awaited, the rows of the ones before stay. */
export function usePages<Data, Node extends { readonly id: string }>(
  options: PageListOptions<Data, Node>,
): Pages<Node> {
  const client = useClient();
  const { epoch } = useConnection();
  const key = JSON.stringify(options.variables);
  // The documents and `pick` of one place never change; the variables do.
  const list = useMemo(() => new PageList<Data, Node>(client, options), [client, key]);
  useEffect(() => {
    list.start();
    return () => list.stop();
  }, [list]);
  useEffect(() => {
    if (epoch > 0) list.refresh();
  }, [epoch, list]);
  const state = useSyncExternalStore(list.subscribe, list.get);
  const last = useRef(state);
  useEffect(() => {
    if (state.loaded || state.error) last.current = state;
  }, [state]);
  const shown = state.loaded || state.error ? state : { ...last.current, fetching: true };
  return { ...shown, loadMore: list.loadMore, refresh: list.refresh };
}
