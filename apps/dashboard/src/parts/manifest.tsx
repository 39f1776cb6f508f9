import { CopyButton } from './copy.tsx';

/** YAML to read and to copy. */
export const Manifest = ({ text, what = 'manifest' }: { readonly text: string; readonly what?: string }) => (
  <div className="manifest">
    <CopyButton text={text} what={what} />
    <pre tabIndex={0} aria-label={what}>
      {text.split('\n').map((line, i) => (
        <YamlLine key={i} line={line} />
      ))}
    </pre>
  </div>
);

/** A key is quieter than its value; that is all the colour that YAML needs. */
function YamlLine({ line }: { readonly line: string }) {
  const [, key, rest] = /^(\s*(?:- )*[\w./"-]+:)(.*)$/.exec(line) ?? [];
  return (
    <span className="yaml-line">
      {key === undefined ? (
        line
      ) : (
        <>
          <span className="yaml-key">{key}</span>
          {rest}
        </>
      )}
      {'\n'}
    </span>
  );
}
