import { parseDocuments, type Problem } from '@wheelhouse/core-domain';
import type { RenderedObject } from './normal-object.ts';
import type { SourceClosure } from './source-closure.ts';
import type { KnownTree } from './tree-node.ts';

/** A file that begins with this line is no manifest. */
const SKIP_MARKER = '# +argocd:skip-file-rendering';

/** The objects of a plain folder's files, each with the file and line that it stands in; and what is wrong with them. */
export function directoryObjects(
  closure: SourceClosure,
  known: KnownTree,
): { readonly objects: readonly RenderedObject[]; readonly problems: readonly Problem[] } {
  const objects: RenderedObject[] = [];
  const problems: Problem[] = [];
  for (const path of closure.files.keys()) {
    const node = known.get(path);
    const text = node?.kind === 'file' ? new TextDecoder().decode(node.bytes) : '';
    if (text.replace(/^\uFEFF/, '').startsWith(SKIP_MARKER)) continue;
    const parsed = parseDocuments(text, path);
    if (!parsed.ok) problems.push(...parsed.error);
    else objects.push(...parsed.value.map(({ object, file, line }) => ({ object, where: `${file}:${line}` })));
  }
  return { objects, problems };
}
