import { loadConfig, setting, type ConfigOf, type Environment, TEMPLATE_CAPABILITIES } from '@wheelhouse/runtime';
import { APPLICATIONS_SYNC, type Result } from '@wheelhouse/core-domain';
import { z } from 'zod';

const fleetRepository = z.strictObject({
  url: z.string().min(1),
  revision: z.string().min(1).default('HEAD'),
  path: z.string().default('.'),
});
export type FleetRepository = z.infer<typeof fleetRepository>;

const fleetRepositories = z
  .string()
  .default('[]')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(fleetRepository));

const text = z.string().min(1);
/** A PostgreSQL integer holds it. */
const count = z.coerce.number().int().min(1).max(1_000_000_000);
/** Eleven days: a timer that is set for longer than 24 days fires at once. */
const interval = z.coerce.number().min(0.01).max(1_000_000);
/** Ten years: what is so long ago is a date still. */
const age = z.coerce.number().min(0.01).max(315_360_000);
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const rate = z.coerce.number().min(0.001).max(1_000_000_000);
const names = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((one) => one.trim() || []));
const port = z.coerce.number().int().min(0).max(65_535);

/** The hub's whole configuration: environment variables, read once. */
export const hubSettings = {
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    schema: text,
    example: 'postgresql://wheelhouse@localhost:5432/wheelhouse',
    about: 'The PostgreSQL database that holds everything that matters.',
    secret: true,
  }),
  natsUrl: setting({
    variable: 'NATS_URL',
    schema: text.transform((value) => value.split(',').map((one) => one.trim())),
    example: 'nats://localhost:4222',
    about: 'The NATS servers, separated by commas.',
    secret: true,
  }),
  natsPublicUrl: setting({
    variable: 'WHEELHOUSE_NATS_PUBLIC_URL',
    schema: text.transform((value) => value.split(',').map((one) => one.trim())).optional(),
    example: 'tls://nats.example.com:4222',
    about: 'How spokes reach NATS: what join tokens name. Default: NATS_URL.',
  }),
  port: setting({
    variable: 'WHEELHOUSE_PORT',
    schema: port.default(8080),
    example: '8080',
    about: 'The port to listen on; 0 takes any that is free.',
  }),
  host: setting({
    variable: 'WHEELHOUSE_HOST',
    schema: text.default('127.0.0.1'),
    example: '0.0.0.0',
    about: 'The address to listen on.',
  }),
  keys: setting({
    variable: 'WHEELHOUSE_KEYS',
    schema: text.default('.wheelhouse/keys'),
    example: '/var/lib/wheelhouse/keys',
    about: 'The folder with the NATS operator keys, the root key and the master key; made at the first start.',
  }),
  mirrors: setting({
    variable: 'WHEELHOUSE_MIRRORS',
    schema: text.default('.wheelhouse/mirrors'),
    example: '/var/lib/wheelhouse/mirrors',
    about: 'The folder of the Git mirrors and of renders under way. May be lost.',
  }),
  migrations: setting({
    variable: 'WHEELHOUSE_MIGRATIONS',
    schema: text.optional(),
    example: '/app/prisma/migrations',
    about: "The folder of the database's migrations. Default: the first that is there beside or above the program.",
  }),
  fleetRepositories: setting({
    variable: 'WHEELHOUSE_FLEET_REPOSITORIES',
    schema: fleetRepositories,
    example: '[{"url":"https://git.example.com/fleet.git","revision":"main","path":"fleet"}]',
    about:
      'The Git repositories whose resources are kept applied, as JSON. What is taken out leaves its resources without an owner: they stay, and a problem of the fleet names them.',
  }),
  localCluster: setting({
    variable: 'WHEELHOUSE_LOCAL_CLUSTER',
    schema: text.optional(),
    example: 'dev',
    about: 'The cluster that `in-cluster` and `https://kubernetes.default.svc` mean.',
  }),
  adminPassword: setting({
    variable: 'WHEELHOUSE_ADMIN_PASSWORD',
    schema: text.optional(),
    example: 'correct-horse',
    about: 'The password of the local user `admin`. Without it nobody can sign in with a password.',
    secret: true,
  }),
  adminToken: setting({
    variable: 'WHEELHOUSE_ADMIN_TOKEN',
    schema: text.optional(),
    example: 'wht_…',
    about: 'A token for programs, with the rights of `admin`.',
    secret: true,
  }),
  kustomize: setting({
    variable: 'WHEELHOUSE_KUSTOMIZE',
    schema: text.default('kustomize'),
    example: '/usr/local/bin/kustomize',
    about: 'The kustomize program.',
  }),
  dashboard: setting({
    variable: 'WHEELHOUSE_DASHBOARD',
    schema: text.optional(),
    example: 'dist/dashboard',
    about: 'The folder with the built dashboard. Without it no pages are served.',
  }),
  pollSeconds: setting({
    variable: 'WHEELHOUSE_POLL_SECONDS',
    schema: interval.default(60),
    example: '60',
    about: "How often the refs of repositories are compared with their remotes', in seconds, ± 20 %.",
  }),
  calendarSeconds: setting({
    variable: 'WHEELHOUSE_CALENDAR_SECONDS',
    schema: interval.default(900),
    example: '900',
    about: 'How often the iCalendar files that SyncWindows name by address are read again, in seconds.',
  }),
  awayAfterSeconds: setting({
    variable: 'WHEELHOUSE_AWAY_AFTER_SECONDS',
    schema: interval.default(45),
    example: '45',
    about:
      'A cluster that was silent for so long is away: deferred, and blocking nobody. Spokes say something every 15 s.',
  }),
  webhookSecret: setting({
    variable: 'WHEELHOUSE_WEBHOOK_SECRET',
    schema: text.optional(),
    example: 'a-long-random-text',
    about: 'What `/api/webhook` checks signatures with. Without it the webhook refuses everything.',
    secret: true,
  }),
  faults: setting({
    variable: 'WHEELHOUSE_FAULTS',
    schema: text.optional(),
    example: '/tmp/faults.sock',
    about: 'For tests of faults only: the Unix socket of who may stop this process at each transaction and publish.',
  }),
  collectEverySeconds: setting({
    variable: 'WHEELHOUSE_COLLECT_EVERY_SECONDS',
    schema: interval.default(300),
    example: '300',
    about: 'How often is looked for what nobody needs any more, in seconds.',
  }),
  collectAfterSeconds: setting({
    variable: 'WHEELHOUSE_COLLECT_AFTER_SECONDS',
    schema: age.default(86_400),
    example: '86400',
    about:
      'How long a bundle is kept that no manifest, no target and no kept Release names any more, in seconds; less than a few minutes only for trying it out. What can be rendered again is.',
  }),
  keepReleases: setting({
    variable: 'WHEELHOUSE_KEEP_RELEASES',
    schema: count.default(20),
    example: '20',
    about:
      'How many Releases are kept of each ApplicationSet, and of the Applications written by hand in each project. Their bundles are kept with them: a rollback to one renders nothing.',
  }),
  keepHistory: setting({
    variable: 'WHEELHOUSE_KEEP_HISTORY',
    schema: count.default(50),
    example: '50',
    about:
      'How many entries of the history of each Application are kept. A rollback to one whose bundle is not kept any more renders its commit again.',
  }),
  keepEventsDays: setting({
    variable: 'WHEELHOUSE_KEEP_EVENTS_DAYS',
    schema: z.coerce.number().positive().max(365).default(7),
    example: '7',
    about: 'How many days events are kept, in PostgreSQL and in NATS; join tokens that are over are kept as long.',
  }),
  keepEvents: setting({
    variable: 'WHEELHOUSE_KEEP_EVENTS',
    schema: count.default(1_000_000),
    example: '1000000',
    about: 'How many events are kept in PostgreSQL at most, whatever their age.',
  }),
  maxApplicationsPerSet: setting({
    variable: 'WHEELHOUSE_MAX_APPLICATIONS_PER_SET',
    schema: count.default(50_000),
    example: '50000',
    about:
      'How many Applications one ApplicationSet may have. A set whose generators give more gives none, says so, and what is there stays.',
  }),
  applicationsSync: setting({
    variable: 'WHEELHOUSE_APPLICATIONS_SYNC',
    schema: z.enum(APPLICATIONS_SYNC).optional(),
    example: 'create-update',
    about:
      'What ApplicationSets may do with the Applications that they made: `sync` (everything), `create-update`, `create-delete` or `create-only`. Where it is set, what a set itself says in `applicationsSync` does not count. Default: `sync`, and each set may choose.',
  }),
  applicationsSyncOverride: setting({
    variable: 'WHEELHOUSE_APPLICATIONS_SYNC_OVERRIDE',
    schema: z
      .enum(['true', 'false'])
      .transform((value) => value === 'true')
      .optional(),
    example: 'true',
    about:
      'Whether a set may choose its own `applicationsSync`. Default: only where WHEELHOUSE_APPLICATIONS_SYNC is not set.',
  }),
  preservedAnnotations: setting({
    variable: 'WHEELHOUSE_PRESERVED_ANNOTATIONS',
    schema: names,
    example: 'example.com/owner,example.com/note',
    about:
      'Annotations that stay on generated Applications as people set them, separated by commas; a set names more in `preservedFields`.',
  }),
  preservedLabels: setting({
    variable: 'WHEELHOUSE_PRESERVED_LABELS',
    schema: names,
    example: 'example.com/team',
    about: 'The same for labels.',
  }),
  maxWithdrawn: setting({
    variable: 'WHEELHOUSE_MAX_WITHDRAWN',
    schema: z.coerce.number().int().min(0).max(1_000_000_000).default(3),
    example: '3',
    about:
      'How many Applications of a set, or resources of a fleet repository, may leave at once without a person. More are held, if they are also more than WHEELHOUSE_MAX_WITHDRAWN_PERCENT; all of a set are held always.',
  }),
  maxWithdrawnPercent: setting({
    variable: 'WHEELHOUSE_MAX_WITHDRAWN_PERCENT',
    schema: z.coerce.number().min(0).max(100).default(10),
    example: '10',
    about: 'Which share of them may, in percent.',
  }),
  allowedScmProviders: setting({
    variable: 'WHEELHOUSE_ALLOWED_SCM_PROVIDERS',
    schema: names,
    example: 'https://git.example.com,https://gitlab.example.com',
    about:
      'The addresses that `api` of scmProvider and pullRequest generators may name, separated by commas, besides the public ones of GitHub, GitLab, Bitbucket and Azure DevOps. `*` allows all, as Argo CD does by default: then whoever may write ApplicationSets can send their tokens anywhere.',
  }),
  scmRootCa: setting({
    variable: 'WHEELHOUSE_SCM_ROOT_CA',
    schema: text.optional(),
    example: '/etc/wheelhouse/ca.pem',
    about:
      'A file with certificates, as PEM, of authorities that providers and plugins are trusted by, besides the usual ones.',
  }),
  allowedCalendars: setting({
    variable: 'WHEELHOUSE_ALLOWED_CALENDARS',
    schema: names,
    example: 'https://calendar.example.internal',
    about:
      'The servers of the own network that SyncWindows may name for calendars, separated by commas. Public ones may be named always; `*` allows all.',
  }),
  newGitFileGlobbing: setting({
    variable: 'WHEELHOUSE_NEW_GIT_FILE_GLOBBING',
    schema: flag,
    example: 'true',
    about: "Patterns of `git.files` are doublestar's, where `*` stops at a slash, instead of Git's pathspecs.",
  }),
  includeHiddenDirectories: setting({
    variable: 'WHEELHOUSE_INCLUDE_HIDDEN_DIRECTORIES',
    schema: flag,
    example: 'true',
    about: '`git.directories` takes directories below one whose name begins with a dot too.',
  }),
  templateCapabilities: setting({
    variable: 'WHEELHOUSE_TEMPLATE_CAPABILITIES',
    schema: names.pipe(z.array(z.enum(TEMPLATE_CAPABILITIES))),
    example: 'clock,chance,keys',
    about:
      'What Go templates may have beside their parameters, separated by commas: `clock` (`now`, `ago`, …), `chance` (`randAlphaNum`, `uuidv4`, …) and `keys` (`htpasswd`, `genCA`, …). Argo CD gives all three; with them a set makes other Applications each time that it is looked at. Without them such functions are refused by name.',
  }),
  numberFormat: setting({
    variable: 'WHEELHOUSE_NUMBER_FORMAT',
    schema: z.enum(['plain', 'go']).default('plain'),
    example: 'go',
    about: 'How templates print large numbers: `plain` (`1000000`), or `go` (`1e+06`), as Argo CD does.',
  }),
  spokeEventsPerSecond: setting({
    variable: 'WHEELHOUSE_SPOKE_EVENTS_PER_SECOND',
    schema: rate.default(20),
    example: '20',
    about:
      'How many events a second each spoke may send over time, and a hundred times as many at once. What is above is dropped, counted in `/metrics` and told as an event of its cluster.',
  }),
  spokeStatusesPerSecond: setting({
    variable: 'WHEELHOUSE_SPOKE_STATUSES_PER_SECOND',
    schema: rate.default(2_000),
    example: '2000',
    about:
      'How many statuses of targets a second each spoke may send over time, and 25 times as many at once. Reports above are dropped, counted and told; a full report makes it good later.',
  }),
  logLevel: setting({
    variable: 'WHEELHOUSE_LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    example: 'debug',
    about: 'The least level that is logged.',
  }),
};

export type HubConfig = ConfigOf<typeof hubSettings>;

export const loadHubConfig = (env: Environment): Result<HubConfig> => loadConfig(hubSettings, env);
