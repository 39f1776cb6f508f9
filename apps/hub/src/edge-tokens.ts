/** Injection tokens of the edge (GraphQL, HTTP). */

/** A connection for the read side: `Sql` of adapter-postgres. */
export const READ = Symbol('READ');
/** The part of the configuration that the edge needs: `EdgeConfig`. */
export const EDGE_CONFIG = Symbol('EDGE_CONFIG');

export interface EdgeConfig {
  readonly adminPassword: string | undefined;
  readonly adminToken: string | undefined;
  /** Folder with the built dashboard; absent: no pages are served. */
  readonly dashboardFolder: string | undefined;
  /** Absent: the webhook refuses everything. */
  readonly webhookSecret: string | undefined;
  readonly version: string;
}
