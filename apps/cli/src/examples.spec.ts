/** Every ApplicationSet in `docs/examples`, as a person tries it: what its second line says is what comes out. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { main } from './main.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../docs/examples/applicationsets');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const ran = { code: 0, out: '', err: '' };
  const streams = {
    out: (text: string) => void (ran.out += `${text}\n`),
    err: (text: string) => void (ran.err += `${text}\n`),
  };
  const kustomize = () => Promise.reject(new Error('nothing is rendered here'));
  ran.code = await main(argv, { streams, cwd: FOLDER, env: {}, kustomize });
  return ran;
}

const generate = (file: string) =>
  run(
    ...['appset', 'generate', '-f', path.join(FOLDER, file), '--clusters', path.join(FOLDER, 'fleet/clusters.yaml')],
    ...['--repo', `https://git.example.com/shop.git=${path.join(FOLDER, 'repository')}`, '-o', 'json'],
  );

describe('an example', () => {
  it.each(files.map((file) => [file.replace('.yaml', '')]))('%s makes what it says', async (name) => {
    const [, second] = readFileSync(path.join(FOLDER, `${name}.yaml`), 'utf8').split('\n');
    const [, verb, words] = /^# (makes|refused): (.+)$/.exec(second ?? '') ?? [];
    const ran = await generate(`${name}.yaml`);
    if (verb === 'refused') {
      expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining(words!) as string });
      return;
    }
    expect(ran).toMatchObject({ code: 0, err: '' });
    const made = (JSON.parse(ran.out) as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(made.join(', ')).toBe(words);
    expect((await generate(`${name}.yaml`)).out).toBe(ran.out);
  });

  it.each(files.filter((file) => file !== 'cluster-decision.yaml').map((file) => [file]))(
    '%s is valid',
    async (file) => {
      expect(await run('validate', '--strict', '-f', path.join(FOLDER, file))).toMatchObject({ code: 0, err: '' });
    },
  );
});
