import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every way in which a text may stand in a file. Of base64 the parts that do not depend on what stands around it. */
export function spellings(text: string): ReadonlyMap<string, Buffer> {
  const raw = Buffer.from(text);
  const found = new Map<string, Buffer>([
    ['plain', raw],
    ['JSON', Buffer.from(JSON.stringify(text).slice(1, -1))],
    ['URL', Buffer.from(encodeURIComponent(text))],
    ['hex', Buffer.from(raw.toString('hex'))],
    ['HEX', Buffer.from(raw.toString('hex').toUpperCase())],
    ['UTF-16', Buffer.from(text, 'utf16le')],
  ]);
  for (const [name, encoding] of [
    ['base64', 'base64'],
    ['base64url', 'base64url'],
  ] as const) {
    for (const before of [0, 1, 2]) {
      const whole = Buffer.concat([Buffer.alloc(before), raw])
        .toString(encoding)
        .replaceAll('=', '');
      const certain = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + raw.length) * 8) / 6));
      found.set(`${name} at ${before}`, Buffer.from(certain));
      // Secrets hold base64, and what is stored of them may be base64 of JSON with base64 in it.
      found.set(`${name} at ${before}, twice`, Buffer.from(Buffer.from(certain).toString('base64').slice(0, -4)));
    }
  }
  return found;
}

/** The files below a folder, by their path in it. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Where a text stands, in whatever spelling: `<file>: <spelling>`. Files that go meanwhile are left out. */
export async function findText(files: readonly string[], text: string): Promise<readonly string[]> {
  const wanted = [...spellings(text)];
  const found: string[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch(() => undefined);
    for (const [name, spelling] of wanted) if (bytes?.includes(spelling)) found.push(`${file}: ${name}`);
  }
  return found;
}
