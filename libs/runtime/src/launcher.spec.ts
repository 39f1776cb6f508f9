import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Launch } from './launch.ts';
import { Launcher } from './launcher.ts';

describe('programs that are started from a shell', () => {
  let folder: string;
  const launcher = new Launcher();
  const run = (command: readonly string[], more: Partial<Launch> = {}) =>
    launcher.run({ command, cwd: folder, environment: {}, timeoutMs: 20_000, scratch: folder, ...more });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "launcher-it's $HOME-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(async () => expect((await readdir(folder)).filter((name) => name.startsWith('run-'))).toEqual([]));

  it.each([
    ['plain words', ['a', 'b c']],
    [
      'what a shell would take for its own',
      ["'", '"; echo no; "', '$(echo no)', '`echo no`', '$n', '\\', '*', '&', ''],
    ],
    ['line breaks', ['one\ntwo\n', '\r\n']],
    ['other alphabets', ['ä €', '日本']],
  ])('gives a program %s as they are', async (_what, words) => {
    const { stdout, code } = await run(['/usr/bin/printf', '%s|', ...words]);
    expect({ code, said: stdout.toString() }).toEqual({ code: 0, said: words.map((word) => `${word}|`).join('') });
  });

  it('gives it its environment and no other', async () => {
    const { stdout } = await run(['/usr/bin/env'], { environment: { ONE: "it's\n$PATH" } });
    expect(stdout.toString().replace(/^(?:PWD|OLDPWD|_|SHLVL)=.*\n/gm, '')).toBe("ONE=it's\n$PATH\n");
  });

  it('refuses a name that is none, and a zero byte', async () => {
    await expect(run(['/bin/true'], { environment: { 'A=1; B': 'x' } })).rejects.toThrow('not a name of a variable');
    await expect(run(['/bin/true', 'a\0b'])).rejects.toThrow('zero byte');
  });

  it('says how it ended, in words and by its code', async () => {
    expect(await run(['/bin/sh', '-c', 'echo no >&2; exit 3'])).toMatchObject({ code: 3, stderr: 'no\n' });
    expect(await run(['/bin/sh', '-c', 'kill -9 $$'])).toMatchObject({ code: 137 });
    expect(await run(['/no/such/program'])).toMatchObject({ code: 127 });
    expect(await run(['/bin/true'], { cwd: path.join(folder, 'gone') })).toMatchObject({ code: 126 });
  });

  it('works in its folder, on its standard input', async () => {
    const cwd = path.join(folder, 'below');
    await mkdir(cwd);
    const { stdout } = await run(['/bin/sh', '-c', 'pwd -P; cat'], { cwd, stdin: 'given' });
    expect(stdout.toString()).toMatch(/below\ngiven$/);
  });

  it('ends what takes too long, with all that it started', async () => {
    const started = await run(['/bin/sh', '-c', 'sleep 60 & echo $! > child; wait'], { timeoutMs: 500 });
    expect(started.ended).toBe('timeout');
    // Where the first process of a container reaps late, a dead one is still there as a zombie.
    const gone = 'pid=$(cat child); ! kill -0 $pid || grep -qs "State:.Z" /proc/$pid/status';
    const { code } = await run([
      '/bin/sh',
      '-c',
      `for i in 1 2 3 4 5 6 7 8 9; do { ${gone}; } && exit 0; sleep 0.2; done; exit 1`,
    ]);
    expect(code).toBe(0);
  });

  it('ends what is not wanted any more', async () => {
    const abort = new AbortController();
    const running = run(['/bin/sleep', '60'], { signal: abort.signal });
    abort.abort();
    expect((await running).ended).toBe('aborted');
  });

  it('ends what says too much', async () => {
    const { ended } = await run(['/usr/bin/yes'], { maxOutputBytes: 10_000 });
    expect(ended).toBe('output too large');
    expect((await run(['/usr/bin/head', '-c', '10000', '/dev/zero'], { maxOutputBytes: 10_000 })).stdout).toHaveLength(
      10_000,
    );
  });

  it('limits what it may use of memory', async () => {
    const { stdout } = await run(['/bin/sh', '-c', 'ulimit -v'], { maxAddressSpaceMiB: 512 });
    expect(stdout.toString()).toBe(`${512 * 1024}\n`);
  });

  it('runs many at a time', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_, i) => run(['/bin/echo', String(i)])));
    expect(all.map(({ stdout }) => Number(stdout.toString()))).toEqual(Array.from({ length: 40 }, (_, i) => i));
  });

  it('goes on after its shell was killed', async () => {
    const [failed] = await Promise.allSettled([
      run(['/bin/sh', '-c', 'kill -9 $(ps -o ppid= -p $(ps -o ppid= -p $$)); sleep 20']),
    ]);
    expect(failed).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringMatching(/^cannot start programs/) },
    });
    expect((await run(['/bin/echo', 'again'])).stdout.toString()).toBe('again\n');
  });
});
