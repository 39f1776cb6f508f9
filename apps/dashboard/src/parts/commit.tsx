/** A commit, short, with the whole one on hover. */
export const Commit = ({ id }: { readonly id: string | null | undefined }) =>
  id ? (
    <code className="commit" title={id}>
      {id.slice(0, 7)}
    </code>
  ) : (
    <span className="quiet">–</span>
  );
