import { aroundChanges, type DiffLine } from '../../model/line-diff.ts';

const SIGNS = { same: ' ', gone: '−', new: '+' } as const;
const WORDS = { same: '', gone: 'removed: ', new: 'added: ' } as const;

/** Line by line, as one reads it in a review. */
export const Unified = ({ lines }: { readonly lines: readonly DiffLine[] }) => (
  <pre className="diff" tabIndex={0} aria-label="What changes">
    {aroundChanges(lines).map((line, at) =>
      line ? (
        <span key={at} className={`diff-line diff-${line.kind}`}>
          <span aria-hidden="true">{SIGNS[line.kind]} </span>
          <span className="hidden">{WORDS[line.kind]}</span>
          {line.text}
          {'\n'}
        </span>
      ) : (
        <span key={at} className="diff-line quiet">
          {'⋯\n'}
        </span>
      ),
    )}
  </pre>
);
