import type { AnyVariables, Client, CombinedError, RequestPolicy, TypedDocumentNode } from 'urql';

/** A Relay connection, as far as a list needs it. */
export interface Connected<Node> {
  readonly nodes: readonly Node[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** What a page's subscription says. */
export interface PageChange {
  readonly page: {
    readonly changed: readonly { readonly id: string }[];
    readonly removed: readonly string[];
    readonly stale: boolean;
    readonly totalCount: number;
  };
}

export interface PageListOptions<Data, Node> {
  readonly query: TypedDocumentNode<Data, never>;
  readonly subscription: TypedDocumentNode<PageChange, never> | undefined;
  readonly variables: AnyVariables & { readonly first: number };
  readonly pick: (data: Data) => Connected<Node>;
}

export interface PageListState<Node> {
  readonly nodes: readonly Node[];
  readonly totalCount: number;
  readonly loaded: boolean;
  readonly fetching: boolean;
  readonly hasMore: boolean;
  readonly error: CombinedError | undefined;
  readonly heardAt: number | undefined;
  /** How many rows came since the list was read; they wait until one asks for them. */
  readonly fresh: number;
  /** Ids of rows that are shown and are no longer in the list. */
  readonly gone: ReadonlySet<string>;
  /** The order may have changed. */
  readonly stale: boolean;
}

interface Page<Node> {
  readonly cursor: string | undefined;
  connected: Connected<Node> | undefined;
  error: CombinedError | undefined;
  stop: () => void;
}

const empty: PageListState<never> = {
  nodes: [],
  totalCount: 0,
  loaded: false,
  fetching: true,
  hasMore: false,
  error: undefined,
  heardAt: undefined,
  fresh: 0,
  gone: new Set(),
  stale: false,
};

/**
 * A list read page by page and kept live: rows change in place (through the normalised cache), while rows that come,
 * go or move wait for `refresh`, so that nothing jumps while one reads. A store for `useSyncExternalStore`.
 */
export class PageList<Data, Node extends { readonly id: string }> {
  #client: Client;
  #options: PageListOptions<Data, Node>;
  #pages: Page<Node>[] = [];
  #fresh = new Set<string>();
  #gone = new Set<string>();
  #stale = false;
  #total: number | undefined;
  #heardAt: number | undefined;
  #state: PageListState<Node> = empty;
  #listeners = new Set<() => void>();

  constructor(client: Client, options: PageListOptions<Data, Node>) {
    this.#client = client;
    this.#options = options;
  }

  get = (): PageListState<Node> => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#pages.length === 0) this.#open(undefined, 'cache-and-network');
  }

  stop(): void {
    for (const page of this.#pages) page.stop();
    this.#pages = [];
  }

  /** Reads the list again from its start, with what waited. The rows stay until the answer is here. */
  refresh = (): void => {
    const { nodes } = this.#state;
    this.stop();
    this.#fresh.clear();
    this.#gone.clear();
    this.#stale = false;
    this.#total = undefined;
    this.#open(undefined, 'network-only');
    this.#publish(nodes);
  };

  loadMore = (): void => {
    const last = this.#pages.at(-1)?.connected?.pageInfo;
    if (last?.hasNextPage && last.endCursor !== null) this.#open(last.endCursor, 'cache-and-network');
  };

  #open(cursor: string | undefined, requestPolicy: RequestPolicy): void {
    const { variables, pick } = this.#options;
    // `never` lets documents of any variables in; from here on they are asked with the list's own.
    const query = this.#options.query as TypedDocumentNode<Data, AnyVariables>;
    const subscription = this.#options.subscription as TypedDocumentNode<PageChange, AnyVariables> | undefined;
    const page: Page<Node> = { cursor, connected: undefined, error: undefined, stop: () => undefined };
    this.#pages.push(page);
    const asked = { ...variables, after: cursor };
    const reads = this.#client.query(query, asked, { requestPolicy }).subscribe((result) => {
      page.error = result.error;
      if (result.data) page.connected = pick(result.data);
      if (result.data && !result.stale) this.#heardAt = Date.now();
      this.#publish();
    });
    const hears =
      subscription &&
      this.#client.subscription(subscription, asked).subscribe((result) => result.data && this.#hear(result.data));
    page.stop = () => {
      reads.unsubscribe();
      hears?.unsubscribe();
    };
  }

  #hear({ page }: PageChange): void {
    const known = new Set(this.#pages.flatMap((each) => each.connected?.nodes.map((node) => node.id) ?? []));
    for (const { id } of page.changed) {
      if (!known.has(id)) this.#fresh.add(id);
      this.#gone.delete(id);
    }
    for (const id of page.removed) {
      this.#fresh.delete(id);
      if (known.has(id)) this.#gone.add(id);
    }
    this.#stale ||= page.stale;
    this.#total = page.totalCount;
    this.#heardAt = Date.now();
    this.#publish();
  }

  #publish(until: readonly Node[] = []): void {
    const read = this.#pages.flatMap((page) => (page.connected ? [page.connected] : []));
    const seen = new Set<string>();
    // Pages are read at different times: a row that moved in between may be on two of them.
    const nodes = read.flatMap((each) => each.nodes).filter((node) => !seen.has(node.id) && seen.add(node.id));
    for (const node of nodes) this.#fresh.delete(node.id);
    const readTotal = read.at(-1)?.totalCount ?? this.#state.totalCount;
    const total = this.#total ?? readTotal;
    this.#state = {
      nodes: read.length ? nodes : until,
      totalCount: total,
      loaded: read.length > 0 || until.length > 0,
      fetching: read.length < this.#pages.length,
      hasMore: read.at(-1)?.pageInfo.hasNextPage ?? false,
      error: this.#pages.find((page) => page.error)?.error,
      heardAt: this.#heardAt,
      fresh: Math.max(this.#fresh.size, total - readTotal),
      // A page also loses rows that newer ones push off its end: only a list that shrank has lost them.
      gone: total < readTotal ? new Set(this.#gone) : empty.gone,
      stale: this.#stale,
    };
    for (const listener of this.#listeners) listener();
  }
}
