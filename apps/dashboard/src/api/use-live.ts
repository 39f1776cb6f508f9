import { useCallback, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useClient, useQuery, type AnyVariables, type CombinedError, type TypedDocumentNode } from 'urql';
import { connection } from './connection.ts';

export interface Live<Data> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly fetching: boolean;
  /** When the shown data came from the hub, in milliseconds since 1970. */
  readonly heardAt: number | undefined;
  readonly refetch: () => void;
}

export const useConnection = () => useSyncExternalStore(connection.subscribe, connection.get);

/** A query that keeps its last data while it asks again, knows that data's age, and asks again after a reconnection. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Live<Data> {
  const [result, execute] = useQuery<Data, AnyVariables>({ query: query as TypedDocumentNode<Data>, variables });
  const { epoch } = useConnection();
  const [heardAt, setHeardAt] = useState<number>();
  useEffect(() => {
    if (result.data && !result.stale && !result.error) setHeardAt(Date.now());
  }, [result.data, result.stale, result.error]);
  const refetch = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  const again = useEffectEvent(refetch);
  useEffect(() => {
    if (epoch > 0) again();
  }, [epoch]);
  return { data: result.data, error: result.error, fetching: result.fetching || result.stale, heardAt, refetch };
}

/** Hears a subscription. What it says about entities is in the cache before `on` is called; errors are the query's to show. */
export function useHeard<Data, Variables extends AnyVariables>(
  subscription: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  on: (data: Data) => void,
): void {
  const client = useClient();
  const said = useEffectEvent(on);
  const key = JSON.stringify(variables);
  useEffect(() => {
    const source = client.subscription<Data>(subscription as TypedDocumentNode<Data>, JSON.parse(key));
    return source.subscribe((result) => result.data && said(result.data)).unsubscribe;
  }, [client, subscription, key]);
}

/** Calls at once, then at most once per `ms`, and once more at the end: for what a stream of changes makes one ask again. */
export function useThrottled(call: () => void, ms: number): () => void {
  const latest = useRef(call);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useRef(false);
  useEffect(() => {
    latest.current = call;
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return useCallback(() => {
    const fire = (): void => {
      latest.current();
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (again.current) fire();
        again.current = false;
      }, ms);
    };
    if (timer.current === undefined) fire();
    else again.current = true;
  }, [ms]);
}
