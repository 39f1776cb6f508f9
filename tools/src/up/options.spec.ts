import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clusterNames, demandDataFolder, parseUpOptions } from './options.ts';

describe('parseUpOptions', () => {
  it('has three clusters, any port and the checkout as its defaults', () => {
    const options = parseUpOptions([]);
    expect(options).toMatchObject({ clusters: 3, port: undefined, detach: false, fresh: false });
    expect(options.data).toMatch(/\.wheelhouse$/);
  });

  it('reads everything else', () => {
    const args = ['--clusters', '5', '--port', '9000', '--data', '/tmp/w', '--detach', '--fresh'];
    expect(parseUpOptions(args)).toEqual({ clusters: 5, port: 9000, data: '/tmp/w', detach: true, fresh: true });
  });

  it.each([
    ['simulated clusters', ['--simulate', '100'], /--simulate: simulated clusters are not there yet/],
    ['no clusters', ['--clusters', '0'], /--clusters 0: a whole number from 1 to 20/],
    ['half a cluster', ['--clusters', '2.5'], /--clusters 2.5/],
    ['a port that is none', ['--port', '70000'], /--port 70000/],
    ['an option that is none', ['--cluster', '3'], /--cluster'[^]*usage: npm run up/],
    ['a word too many', ['now'], /usage: npm run up/],
  ])('refuses %s', (_, args, message) => {
    expect(() => parseUpOptions(args)).toThrow(message);
    expect(() => parseUpOptions(args)).toThrow(expect.objectContaining({ exitCode: 2 }) as Error);
  });
});

it('names the first three clusters by their purpose', () => {
  expect(clusterNames(5)).toEqual(['dev', 'staging', 'production', 'cluster-4', 'cluster-5']);
});

it('takes no folder that holds other files for its data', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wheelhouse-data-'));
  expect(() => demandDataFolder(folder)).not.toThrow();
  await writeFile(path.join(folder, 'thesis.tex'), '');
  expect(() => demandDataFolder(folder)).toThrow(/holds other files/);
  await rm(folder, { recursive: true });
});
