import { useMutation } from 'urql';
import { CreateJoinTokenDocument } from '../../api/operations.generated.ts';
import { problemOf } from '../../api/problem.ts';
import { Ago } from '../../parts/ago.tsx';
import { Button } from '../../parts/button.tsx';
import { Copy } from '../../parts/copy.tsx';

/** A cluster that has not joined: the command that makes it join, with a token that is made when one asks for it. */
export function JoinCluster({ name }: { readonly name: string }) {
  const [{ data, error, fetching }, create] = useMutation(CreateJoinTokenDocument);
  const token = data?.createJoinToken;
  return (
    <section className="block">
      <h2>This cluster has not joined yet</h2>
      {token ? (
        <>
          <p>
            Run this where the cluster’s API server can be reached. The token is good once, until{' '}
            <Ago at={token.expiresAt} />.
          </p>
          <Copy text={token.command} />
        </>
      ) : (
        <Button kind="primary" isDisabled={fetching} onPress={() => void create({ cluster: name })}>
          Make a join token
        </Button>
      )}
      {error && (
        <p className="tone-failed" role="alert">
          {problemOf(error).message} <code>{problemOf(error).code}</code>
        </p>
      )}
    </section>
  );
}
