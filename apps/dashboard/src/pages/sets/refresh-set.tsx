import { useMutation } from 'urql';
import { RefreshDocument } from '../../api/operations.generated.ts';
import { problemOf } from '../../api/problem.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';

/** Looks at Git again now, for what this set needs. */
export function RefreshSet({ name }: { readonly name: string }) {
  const [{ fetching }, refresh] = useMutation(RefreshDocument);
  const run = async (): Promise<void> => {
    const { data, error } = await refresh({ applicationSet: name });
    announce(
      error ? problemOf(error).message : `Looking again at ${data?.refresh.repositories.join(', ') || 'its sources'}.`,
    );
  };
  return (
    <Button isDisabled={fetching} onPress={run}>
      Refresh
    </Button>
  );
}
