import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  applicationSetByName,
  applicationsOfSet,
  type ApplicationSetRow,
  type Database,
} from '@wheelhouse/adapter-postgres';
import {
  canonicalJson,
  parseDocuments,
  parseResource,
  projectId,
  type ApplicationSet,
  type Problem,
} from '@wheelhouse/core-domain';
import { expand, type GenerateSettings } from '@wheelhouse/core-generate';
import { gatherWorld } from '../release/world.ts';
import { Previews, type PreviewedApplication, type Viewer } from '../use-cases.ts';
import { projectOfSet } from '../resources/store-resource.ts';
import { gatherFacts } from './gather-facts.ts';
import { wantedOfSet } from './wanted-of-set.ts';

type Preview = { readonly applications: readonly PreviewedApplication[]; readonly problems: readonly Problem[] };

/** What a set would make, change and withdraw. Nothing of it is stored. */
export class HubPreviews extends Previews {
  readonly #db: Database;
  readonly #mirrors: GitMirrors;
  readonly #localCluster: string | undefined;
  readonly #generate: GenerateSettings;

  constructor(db: Database, mirrors: GitMirrors, localCluster: string | undefined, generate: GenerateSettings) {
    super();
    this.#db = db;
    this.#mirrors = mirrors;
    this.#localCluster = localCluster;
    this.#generate = generate;
  }

  override async preview(manifest: string, viewer: Viewer): Promise<Preview> {
    const read = readSet(manifest);
    if ('problems' in read) return { applications: [], problems: read.problems };
    const { set } = read;
    const world = await gatherWorld(this.#db.sql, this.#localCluster);
    const visible = viewer.admin
      ? world
      : { ...world, projects: new Map([...world.projects].filter(([name]) => viewer.projects.includes(name))) };
    const project = visible.projects.get(projectOfSet(set))?.project;
    if (!project) return { applications: [], problems: [noProject(projectOfSet(set))] };
    const gathered = await gatherFacts(set, visible, { db: this.#db, mirrors: this.#mirrors, project });
    if (gathered.kind === 'failed') return { applications: [], problems: gathered.problems };
    if (gathered.kind === 'pending') return { applications: [], problems: [notReadYet] };
    const expansion = expand(set, gathered.facts, this.#generate);
    if (!expansion.ok) return { applications: [], problems: expansion.error };

    const stored = await applicationSetByName(this.#db.sql, set.metadata.namespace, set.metadata.name);
    const live = stored ? (await applicationsOfSet(this.#db.sql, stored.id)).filter((one) => !one.removal) : [];
    const rows = viewer.admin
      ? live
      : live.filter((one) => [...visible.projects.values()].some((p) => p.id === one.projectId));
    const row = stored ?? ({ id: '', projectId: projectId('a'.repeat(16)) } as ApplicationSetRow);
    const { wanted, refused } = await wantedOfSet(this.#db.sql, {
      row,
      set,
      expansion: expansion.value,
      rows,
      world: visible,
    });
    const params = new Map(
      expansion.value.applications.map((one) => [one.application.metadata.name, one.origin.params]),
    );
    const names = new Set(wanted.map((one) => one.application.metadata.name));
    const made = wanted.map((one): PreviewedApplication => {
      const before = rows.find((other) => other.name === one.application.metadata.name);
      const same = before && canonicalJson(before.manifest) === canonicalJson(one.manifest);
      const { name } = one.application.metadata;
      return {
        name,
        change: !before ? 'created' : same ? 'unchanged' : 'changed',
        ...(one.cluster && { cluster: one.cluster.name }),
        manifest: one.manifest,
        params: (params.get(name) ?? {}) as Record<string, unknown>,
      };
    });
    const kept = new Set(refused.map((one) => one.name));
    const withdrawn = rows
      .filter((one) => !names.has(one.name) && !kept.has(one.name))
      .map((one): PreviewedApplication => ({
        name: one.name,
        change: 'withdrawn',
        manifest: one.manifest,
        params: {},
      }));
    const problems = [
      ...refused,
      ...wanted.map((one) => ({ name: one.application.metadata.name, problems: one.problems })),
    ];
    return {
      applications: [...made, ...withdrawn].sort((a, b) => (a.name < b.name ? -1 : 1)),
      problems: problems.flatMap(({ name, problems: own }) =>
        own.map((one) => ({ ...one, message: `${name}: ${one.message}` })),
      ),
    };
  }
}

const notReadYet: Problem = {
  code: 'REVISION_NOT_FOUND',
  message: 'a repository of the set was not read before: it is being fetched',
  hint: 'ask again in a moment',
};

const noProject = (name: string): Problem => ({
  code: 'UNKNOWN_PROJECT',
  message: `there is no project ${JSON.stringify(name)}`,
  where: 'spec.template.spec.project',
  hint: 'declare it first, or use the project default',
});

function readSet(manifest: string): { readonly set: ApplicationSet } | { readonly problems: readonly Problem[] } {
  const documents = parseDocuments(manifest, 'preview');
  if (!documents.ok) return { problems: documents.error };
  const [document, second] = documents.value;
  if (!document || second) {
    return {
      problems: [{ code: 'INVALID_YAML', message: 'exactly one ApplicationSet is expected', where: 'preview' }],
    };
  }
  const resource = parseResource(document);
  if (!resource.ok) return { problems: resource.error };
  if (resource.value.kind === 'ApplicationSet') return { set: resource.value.value };
  const message = `${resource.value.kind} is no ApplicationSet`;
  return { problems: [{ code: 'UNKNOWN_KIND', message, where: 'preview' }] };
}
