import type { KubeObject } from '@wheelhouse/core-domain';
import type { Credentials } from './credentials.ts';
import { Discovery } from './discovery.ts';
import { jsonLines } from './json-lines.ts';
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  KubeApi,
  ListOptions,
  ListResult,
  ObjectRef,
  PatchType,
  RawOptions,
  Resource,
  WatchEvent,
  WatchOptions,
} from './kube-api.ts';
import { isKubeError, noNamespace, unknownKind } from './kube-error.ts';
import { answerError, connectionError } from './map-errors.ts';
import type { ApiStatus, RequestSubject } from './map-errors.ts';
import { collectionPath, describeRef, objectPath } from './paths.ts';
import { Transport } from './transport.ts';
import type { TransportOptions } from './transport.ts';

/** The one field manager of everything that Wheelhouse applies. */
export const FIELD_MANAGER = 'wheelhouse';

const APPLY_TYPE = 'application/apply-patch+yaml';
const partial = (kind: string): string => `application/json;as=${kind};v=v1;g=meta.k8s.io,application/json`;
const METADATA = partial('PartialObjectMetadata');
const METADATA_LIST = partial('PartialObjectMetadataList');

export class KubeClient implements KubeApi {
  readonly #transport: Transport;
  readonly #discovery: Discovery;

  constructor(credentials: Credentials, options: TransportOptions = {}) {
    this.#transport = new Transport(credentials, options);
    this.#discovery = new Discovery({
      read: (path, accept) => this.request(path, accept === undefined ? {} : { accept }),
      now: () => performance.now(),
    });
  }

  async apply(object: KubeObject, options: ApplyOptions = {}): Promise<KubeObject> {
    const { manager = FIELD_MANAGER, force = true } = options;
    const query = { fieldManager: manager, force, ...writeQuery(options) };
    const ref = refOf(object);
    const path = objectPath(await this.#scoped(ref), ref.name, ref.namespace);
    const subject = subjectOf('apply', refOf(object));
    const call = { subject, method: 'PATCH', path, query, body: object, contentType: APPLY_TYPE } as const;
    return (await this.#transport.json({ ...call, ...callOf(options) })) as KubeObject;
  }

  async create(object: KubeObject, options: CallOptions & { readonly dryRun?: boolean } = {}): Promise<KubeObject> {
    const ref = refOf(object);
    const path = collectionPath(await this.#scoped(ref), ref.namespace);
    const query = { fieldManager: FIELD_MANAGER, ...writeQuery(options) };
    const call = { subject: subjectOf('create', ref), method: 'POST', path, query, body: object } as const;
    return (await this.#transport.json({ ...call, ...callOf(options) })) as KubeObject;
  }

  async replace(object: KubeObject, options: CallOptions = {}): Promise<KubeObject> {
    const ref = refOf(object);
    const query = { fieldManager: FIELD_MANAGER };
    const call = {
      subject: subjectOf('replace', ref),
      method: 'PUT',
      path: await this.#pathOf(ref),
      query,
      body: object,
    } as const;
    return (await this.#transport.json({ ...call, ...callOf(options) })) as KubeObject;
  }

  async patch(ref: ObjectRef, type: PatchType, body: unknown, options: ApplyOptions = {}): Promise<KubeObject> {
    const query = { fieldManager: options.manager ?? FIELD_MANAGER, ...writeQuery(options) };
    const subject = subjectOf('patch', ref);
    const call = { subject, method: 'PATCH', path: await this.#pathOf(ref), query, body, contentType: type } as const;
    return (await this.#transport.json({ ...call, ...callOf(options) })) as KubeObject;
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const { uid, resourceVersion, propagation = 'Foreground', dryRun } = options;
    const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: propagation,
      ...(dryRun && { dryRun: ['All'] }),
      ...(Object.keys(preconditions).length > 0 && { preconditions }),
    };
    const call = { subject: subjectOf('delete', ref), method: 'DELETE', path: await this.#pathOf(ref), body } as const;
    return (await this.#unlessGone(this.#transport.json({ ...call, ...callOf(options) }))) !== undefined;
  }

  async get(ref: ObjectRef, options: CallOptions = {}): Promise<KubeObject | undefined> {
    return this.#get(ref, options);
  }

  async getMetadata(ref: ObjectRef, options: CallOptions = {}): Promise<KubeObject | undefined> {
    const found = await this.#get(ref, options, METADATA);
    return found && { ...found, apiVersion: ref.apiVersion, kind: ref.kind };
  }

  async list(resource: Resource, options: ListOptions = {}): Promise<ListResult> {
    try {
      return await this.#list(resource, options, options.pageSize ?? 500);
    } catch (error) {
      // The list changed so much that its next page is gone: all at once, then.
      if (isKubeError(error, 'EXPIRED')) return this.#list(resource, options, undefined);
      throw error;
    }
  }

  async *watch(resource: Resource, options: WatchOptions): AsyncGenerator<WatchEvent, void> {
    const {
      namespace,
      labelSelector,
      fieldSelector,
      metadataOnly,
      resourceVersion,
      signal,
      timeoutSeconds = 290,
    } = options;
    const subject: RequestSubject = { what: `watch ${resource.name}` };
    const query = {
      watch: 1,
      allowWatchBookmarks: true,
      timeoutSeconds,
      resourceVersion,
      labelSelector,
      fieldSelector,
    };
    const call = { subject, method: 'GET', path: collectionPath(resource, namespace), query } as const;
    const accept = metadataOnly ? { accept: METADATA } : {};
    const stream = await this.#transport.stream({ ...call, ...accept, ...(signal && { signal }) });
    try {
      for await (const line of jsonLines(stream)) yield watchEvent(subject, resource, line as RawWatchEvent);
    } catch (error) {
      throw isKubeError(error) ? error : connectionError(subject, error, signal);
    }
  }

  async request(path: string, options: RawOptions = {}): Promise<unknown> {
    const { method = 'GET', body, contentType, accept } = options;
    return this.#transport.json({
      subject: { what: `${method} ${path}`, secret: path.includes('/secrets') },
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(contentType ? { contentType } : {}),
      ...(accept ? { accept } : {}),
      ...callOf(options),
    });
  }

  resourceFor(apiVersion: string, kind: string): Promise<Resource | undefined> {
    return this.#discovery.resourceFor(apiVersion, kind);
  }

  resourceForKind(group: string, kind: string): Promise<Resource | undefined> {
    return this.#discovery.resourceForKind(group, kind);
  }

  resources(): Promise<readonly Resource[]> {
    return this.#discovery.all();
  }

  invalidateDiscovery(): void {
    this.#discovery.invalidate();
  }

  async mayI(verb: string, resource: Resource, namespace?: string, options: CallOptions = {}): Promise<boolean> {
    const { apiVersion, name } = resource;
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const resourceAttributes = { verb, group, version, resource: name, ...(namespace && { namespace }) };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const answer = await this.request(path, { ...options, method: 'POST', body: review });
    return (answer as { status?: { allowed?: boolean } }).status?.allowed ?? false;
  }

  async serverVersion(): Promise<string> {
    return ((await this.request('/version')) as { gitVersion: string }).gitVersion;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #get(ref: ObjectRef, options: CallOptions, accept?: string): Promise<KubeObject | undefined> {
    const call = { subject: subjectOf('get', ref), method: 'GET', path: await this.#pathOf(ref) } as const;
    const found = this.#transport.json({ ...call, ...(accept ? { accept } : {}), ...callOf(options) });
    return (await this.#unlessGone(found)) as KubeObject | undefined;
  }

  async #list(resource: Resource, options: ListOptions, pageSize: number | undefined): Promise<ListResult> {
    const { namespace, labelSelector, fieldSelector, metadataOnly } = options;
    const items: KubeObject[] = [];
    let next: string | undefined;
    for (;;) {
      const query = { limit: pageSize, continue: next, labelSelector, fieldSelector };
      const subject = { what: `list ${resource.name}` };
      const call = { subject, method: 'GET', path: collectionPath(resource, namespace), query } as const;
      const accept = metadataOnly ? { accept: METADATA_LIST } : {};
      const page = (await this.#transport.json({ ...call, ...accept, ...callOf(options) })) as RawList;
      for (const item of page.items ?? []) items.push(named(resource, item));
      next = page.metadata.continue;
      if (!next) return { items, resourceVersion: page.metadata.resourceVersion };
    }
  }

  async #resource({ apiVersion, kind }: ObjectRef): Promise<Resource> {
    const resource = await this.resourceFor(apiVersion, kind);
    if (!resource) throw unknownKind(apiVersion, kind);
    return resource;
  }

  /** Of an object to write. */
  async #scoped(ref: ObjectRef): Promise<Resource> {
    const resource = await this.#resource(ref);
    if (!resource.namespaced && ref.namespace) throw noNamespace(ref.kind, ref.name, ref.namespace);
    return resource;
  }

  async #pathOf(ref: ObjectRef): Promise<string> {
    return objectPath(await this.#resource(ref), ref.name, ref.namespace);
  }

  async #unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (isKubeError(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }
}

interface RawList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  /** Null for none, where only metadata is asked for. */
  readonly items: readonly KubeObject[] | null;
}
interface RawWatchEvent {
  readonly type: string;
  readonly object: KubeObject & ApiStatus;
}

/** The items of a list don't say their kind, and metadata-only objects say another. */
const named = ({ apiVersion, kind }: Resource, object: KubeObject): KubeObject => ({ ...object, apiVersion, kind });

function watchEvent(subject: RequestSubject, resource: Resource, { type, object }: RawWatchEvent): WatchEvent {
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object: named(resource, object) };
    case 'BOOKMARK':
      return { type, resourceVersion: String(object.metadata['resourceVersion']) };
    default:
      throw answerError(subject, object.code ?? 500, object);
  }
}

const refOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
});

const subjectOf = (verb: string, ref: ObjectRef): RequestSubject => ({
  what: `${verb} ${describeRef(ref)}`,
  secret: ref.apiVersion === 'v1' && ref.kind === 'Secret',
});

const writeQuery = ({ dryRun, fieldValidation }: Pick<ApplyOptions, 'dryRun' | 'fieldValidation'>) => ({
  dryRun: dryRun ? 'All' : undefined,
  fieldValidation,
});

const callOf = ({ signal, timeoutMs, impersonate }: CallOptions): CallOptions => ({
  ...(signal ? { signal } : {}),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
  ...(impersonate ? { impersonate } : {}),
});
