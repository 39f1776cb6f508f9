import {
  allGitRepositories,
  applicationById,
  applicationSetById,
  applicationsOfSet,
  forgetExpansion,
  setsWithServices,
  webhookSeen,
  type Database,
} from '@wheelhouse/adapter-postgres';
import type { Renderer } from '@wheelhouse/adapter-render';
import { normalGitUrl, type ApplicationId } from '@wheelhouse/core-domain';
import { setsAskingFor } from '../applicationset/sets-asking-for.ts';
import type { RemoteFacts } from '../applicationset/remote-facts.ts';
import type { Wakes } from '../changes/wakes.ts';
import { Refresher } from '../use-cases.ts';
import { isPrefix } from './repository.reconciler.ts';

/** Looks at Git again now. Everything else follows from what it finds. */
export class HubRefresher extends Refresher {
  readonly #db: Database;
  readonly #wakes: Wakes;
  readonly #renderer: Renderer;
  readonly #pushed: (url: string) => void;
  readonly #remote: RemoteFacts;

  /** `pushed`: told before the repository is woken that something of it moved. */
  constructor(options: {
    readonly db: Database;
    readonly wakes: Wakes;
    readonly renderer: Renderer;
    readonly remote: RemoteFacts;
    readonly pushed: (url: string) => void;
  }) {
    super();
    this.#pushed = options.pushed;
    this.#db = options.db;
    this.#wakes = options.wakes;
    this.#renderer = options.renderer;
    this.#remote = options.remote;
  }

  override async refresh(what: {
    readonly application?: ApplicationId;
    readonly set?: string;
    readonly hard: boolean;
  }): Promise<{ readonly repositories: readonly string[]; readonly applications: number }> {
    const { sets, projects, repositories, applications } = await this.#scope(what);
    if (what.hard) {
      await this.#renderer.forget(repositories);
      await forgetExpansion(this.#db.sql, sets);
    }
    // Providers and plugins are asked again too.
    this.#remote.forget();
    this.#wakes.wake('repository', repositories);
    this.#wakes.wake('set', sets);
    this.#wakes.wake('byHand', projects);
    return { repositories, applications };
  }

  override async repositoryChanged(
    urls: readonly string[],
    _ref: string | undefined,
  ): Promise<{ readonly known: boolean }> {
    const wanted = new Set(urls.map(normalGitUrl));
    const rows = (await allGitRepositories(this.#db.sql)).filter((row) => wanted.has(normalGitUrl(row.url)));
    const known = rows.map((row) => row.url);
    for (const url of known) this.#pushed(url);
    this.#wakes.wake('repository', known);
    const asking = setsAskingFor(urls, await setsWithServices(this.#db.sql));
    if (asking.length > 0) this.#remote.forget();
    this.#wakes.wake('set', asking);
    // For the poller, and for who comes after a crash.
    if (known.length > 0) await webhookSeen(this.#db.sql, known);
    return { known: rows.length + asking.length > 0 };
  }

  async #scope(what: { readonly application?: ApplicationId; readonly set?: string }) {
    if (what.application) {
      const row = await applicationById(this.#db.sql, what.application);
      if (!row) return { sets: [], projects: [], repositories: [], applications: 0 };
      const generators = row.setId ? ((await applicationSetById(this.#db.sql, row.setId))?.repositories ?? []) : [];
      return {
        sets: row.setId ? [row.setId] : [],
        projects: row.setId ? [] : [row.projectId],
        repositories: [...new Set([...row.repositories, ...generators])],
        applications: 1,
      };
    }
    if (what.set) {
      const [set, rows] = await Promise.all([
        applicationSetById(this.#db.sql, what.set),
        applicationsOfSet(this.#db.sql, what.set),
      ]);
      const repositories = new Set([...(set?.repositories ?? []), ...rows.flatMap((row) => row.repositories)]);
      return { sets: [what.set], projects: [], repositories: [...repositories], applications: rows.length };
    }
    return this.#everything();
  }

  async #everything() {
    const column = async (text: string): Promise<string[]> =>
      (await this.#db.sql.query<{ id: string }>(text)).rows.map((row) => row.id);
    const [sets, projects, counts, repositories] = await Promise.all([
      column('SELECT id FROM application_set'),
      column('SELECT DISTINCT project_id AS id FROM application WHERE set_id IS NULL'),
      column('SELECT count(*)::text AS id FROM application'),
      allGitRepositories(this.#db.sql),
    ]);
    const urls = repositories.filter((row) => !isPrefix(row.manifest)).map((row) => row.url);
    return { sets, projects, repositories: urls, applications: Number(counts[0] ?? 0) };
  }
}
