import { access, readFile, writeFile } from 'node:fs/promises';
import { inputHash } from '../build/input-hash.ts';
import { bundle } from '../build/bundle.ts';
import { Failure } from '../run/exit.ts';
import { inRoot } from '../run/root.ts';
import { REFERENCES, references } from './reference.ts';
import { runTask } from '../run/task.ts';

export interface Generator {
  readonly name: string;
  /** Without this file there is nothing to generate yet. */
  readonly entry: string;
  /** Committed files that it writes. */
  readonly outputs: readonly string[];
  run(): Promise<void>;
}

const SCHEMA = 'apps/hub/schema.graphql';
const PRISMA = 'libs/adapters/postgres/src/generated';

/** In order: each may read what those before it wrote. */
export const GENERATORS: readonly Generator[] = [
  { name: 'prisma', entry: 'prisma/schema.prisma', outputs: [], run: prismaClient },
  { name: 'schema', entry: 'apps/hub/src/print-schema.ts', outputs: [SCHEMA], run: graphqlSchema },
  {
    name: 'dashboard',
    entry: 'apps/dashboard/codegen.ts',
    outputs: ['apps/dashboard/src/api/operations.generated.ts'],
    run: dashboardTypes,
  },
  { name: 'references', entry: 'apps/cli/src/print-reference.ts', outputs: REFERENCES, run: references },
];

/** Runs the generators whose entry is there; all of them unless some are named. */
export async function generate(names: readonly string[] = GENERATORS.map(({ name }) => name)): Promise<void> {
  for (const { name, entry, run } of GENERATORS) if (names.includes(name) && (await exists(entry))) await run();
}

/** The client is not committed: it is made when the schema or Prisma's version changed. */
async function prismaClient(): Promise<void> {
  const stamp = inRoot(PRISMA, '.inputs');
  const hash = await inputHash(['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
  await demand('prisma generate', [inRoot('node_modules/prisma/build/index.js'), 'generate'], {
    // Generating needs no engine, and Prisma would fetch one.
    PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  });
  await writeFile(stamp, hash);
}

/** The hub's decorators need its build; printing needs neither database nor NATS. */
async function graphqlSchema(): Promise<void> {
  const printer = 'dist/generate/print-schema.mjs';
  await bundle({ entry: 'apps/hub/src/print-schema.ts', outfile: printer, decorators: true });
  const lines = [
    "import { writeFileSync } from 'node:fs';",
    `const { schemaText } = await import(${JSON.stringify(inRoot(printer))});`,
    `writeFileSync(${JSON.stringify(inRoot(SCHEMA))}, (await schemaText()).trimEnd() + '\\n');`,
  ];
  await demand('printing the GraphQL schema', ['--input-type=module', '--eval', lines.join('\n')]);
}

async function dashboardTypes(): Promise<void> {
  await demand('apps/dashboard/codegen.ts', [inRoot('apps/dashboard/codegen.ts')]);
}

async function demand(name: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const { ok, output } = await runTask({ name, command: process.execPath, args, env: { ...env, FORCE_COLOR: '0' } });
  if (!ok) throw new Failure(`${name} failed:\n${output}`);
}

function exists(file: string): Promise<boolean> {
  return access(inRoot(file)).then(
    () => true,
    () => false,
  );
}
