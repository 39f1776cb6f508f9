import type { Resource } from './kube-api.ts';

export interface DiscoveryOptions {
  /** Reads JSON from the API server. */
  readonly read: (path: string, accept?: string) => Promise<unknown>;
  readonly now: () => number;
  /** An unknown kind is looked up anew at most this often; default 1 s. */
  readonly refreshMs?: number;
}

const AGGREGATED = ['v2', 'v2beta1'].map(
  (v) => `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`,
);
const ACCEPT = [...AGGREGATED, 'application/json'].join(',');

/** Known without asking: one who only waits for its turn to lead reads nothing but the Lease. */
const LEASE: Resource = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  name: 'leases',
  namespaced: true,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  base: '/apis/coordination.k8s.io/v1',
};

/** By `apiVersion/kind`; the versions of a group in the server's order of preference. */
type Known = ReadonlyMap<string, Resource>;

/** The kinds that the API server serves: two requests on Kubernetes ≥ 1.27, one per group and version before. */
export class Discovery {
  readonly #options: DiscoveryOptions;
  #known: Promise<Known> | undefined;
  #loadedAt = -Infinity;

  constructor(options: DiscoveryOptions) {
    this.#options = options;
  }

  async resourceFor(apiVersion: string, kind: string): Promise<Resource | undefined> {
    if (apiVersion === LEASE.apiVersion && kind === LEASE.kind) return LEASE;
    return this.#find((known) => known.get(`${apiVersion}/${kind}`));
  }

  resourceForKind(group: string, kind: string): Promise<Resource | undefined> {
    const prefix = group ? `${group}/` : '';
    return this.#find((known) =>
      known
        .values()
        .find(
          ({ apiVersion, kind: other }) =>
            other === kind && apiVersion.startsWith(prefix) && apiVersion.includes('/') === (group !== ''),
        ),
    );
  }

  async all(): Promise<readonly Resource[]> {
    return [...(await this.#load()).values()];
  }

  invalidate(): void {
    this.#known = undefined;
  }

  async #find(pick: (known: Known) => Resource | undefined): Promise<Resource | undefined> {
    const found = pick(await this.#load());
    if (found || this.#options.now() - this.#loadedAt < (this.#options.refreshMs ?? 1_000)) return found;
    this.invalidate();
    return pick(await this.#load());
  }

  #load(): Promise<Known> {
    if (!this.#known) {
      const known = this.#read();
      this.#known = known;
      known.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return this.#known;
  }

  async #read(): Promise<Known> {
    this.#loadedAt = this.#options.now();
    const [core, groups] = await Promise.all(['/api', '/apis'].map((path) => this.#options.read(path, ACCEPT)));
    const found = await Promise.all([this.#resources('/api', core), this.#resources('/apis', groups)]);
    return new Map(found.flat().map((resource) => [`${resource.apiVersion}/${resource.kind}`, resource]));
  }

  async #resources(root: string, answer: unknown): Promise<Resource[]> {
    const list = answer as AggregatedList & GroupList & CoreVersions;
    if (list.kind === 'APIGroupDiscoveryList') return (list.items ?? []).flatMap((group) => aggregated(root, group));
    const versions = list.versions?.map(String) ?? list.groups?.flatMap(preferredFirst) ?? [];
    const perVersion = await Promise.all(versions.map((version) => this.#version(root, version)));
    return perVersion.flat();
  }

  /** One group's server may be away (an aggregated API): the others are still known. */
  async #version(root: string, apiVersion: string): Promise<Resource[]> {
    const answer = await this.#options.read(`${root}/${apiVersion}`).catch(() => ({}));
    const { resources = [] } = answer as ResourceList;
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => ({
        apiVersion,
        kind,
        name,
        namespaced,
        verbs,
        base: `${root}/${apiVersion}`,
      }));
  }
}

interface AggregatedList {
  readonly kind?: string;
  readonly items?: readonly AggregatedGroup[];
}
interface AggregatedGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind?: { readonly kind?: string };
      readonly scope: 'Cluster' | 'Namespaced';
      readonly verbs: readonly string[];
    }[];
  }[];
}
interface Group {
  readonly versions: readonly { readonly groupVersion: string }[];
  readonly preferredVersion?: { readonly groupVersion: string };
}
interface GroupList {
  readonly groups?: readonly Group[];
}
interface CoreVersions {
  readonly versions?: readonly string[];
}
interface ResourceList {
  readonly resources?: readonly { name: string; kind: string; namespaced: boolean; verbs: readonly string[] }[];
}

function aggregated(root: string, { metadata, versions = [] }: AggregatedGroup): Resource[] {
  const group = metadata?.name;
  return versions.flatMap(({ version, resources = [] }) => {
    const apiVersion = group ? `${group}/${version}` : version;
    return resources.flatMap(({ resource, responseKind, scope, verbs }) =>
      responseKind?.kind
        ? {
            apiVersion,
            kind: responseKind.kind,
            name: resource,
            namespaced: scope === 'Namespaced',
            verbs,
            base: `${root}/${apiVersion}`,
          }
        : [],
    );
  });
}

const preferredFirst = ({ versions, preferredVersion }: Group): string[] => {
  const all = versions.map(({ groupVersion }) => groupVersion);
  const first = preferredVersion?.groupVersion;
  return first === undefined ? all : [first, ...all.filter((version) => version !== first)];
};
