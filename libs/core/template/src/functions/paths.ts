import { fn, type FunctionTable } from '../function.ts';

/** Go's `path`, never the machine's. */
const paths: FunctionTable = {
  base: fn(['string'], (_, path) => (path === '' ? '.' : path.replace(/\/+$/, '').split('/').pop() || '/')),
  dir: fn(['string'], (_, path) => clean(path.slice(0, path.lastIndexOf('/') + 1))),
  clean: fn(['string'], (_, path) => clean(path)),
  ext: fn(['string'], (_, path) => /\.[^./]*$/.exec(path)?.[0] ?? ''),
  isAbs: fn(['string'], (_, path) => path.startsWith('/')),
};

/** `osBase` and so on are the same: Argo CD's controller runs on Linux. */
export const pathFunctions: FunctionTable = {
  ...paths,
  osBase: paths['base']!,
  osDir: paths['dir']!,
  osClean: paths['clean']!,
  osExt: paths['ext']!,
  osIsAbs: paths['isAbs']!,
};

/** path.Clean: the shortest equal path. */
function clean(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (segment !== '..' || !rooted) segments.push(segment);
  }
  return (rooted ? '/' : '') + segments.join('/') || '.';
}
