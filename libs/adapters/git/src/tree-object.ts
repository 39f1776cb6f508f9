import type { GitDirectoryEntry } from './git-types.ts';

/** Reads git's tree format: `<mode> <name>\0<object id>` and so on. `idBytes` is 20, or 32 in SHA-256 repositories. */
export function parseTreeObject(bytes: Buffer, idBytes: number): GitDirectoryEntry[] {
  const entries: GitDirectoryEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, space);
    const oid = bytes.toString('hex', zero + 1, zero + 1 + idBytes);
    const mode = bytes.toString('latin1', at, space);
    const name = bytes.toString('utf8', space + 1, zero);
    entries.push({ name, kind: kindOfMode(mode), executable: mode === '100755', oid });
    at = zero + 1 + idBytes;
  }
  return entries;
}

function kindOfMode(mode: string): GitDirectoryEntry['kind'] {
  if (mode === '40000') return 'directory';
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return 'file';
}
