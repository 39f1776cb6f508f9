export * from './application-sets.ts';
export * from './applications.ts';
export * from './clusters.ts';
export * from './counts.ts';
export * from './events.ts';
export { DEFAULT_PAGE, MAX_PAGE, PageError, type Page, type PageArguments } from './page.ts';
export * from './projects.ts';
export type { Scope, Sql } from './sql.ts';
export * from './sources.ts';
