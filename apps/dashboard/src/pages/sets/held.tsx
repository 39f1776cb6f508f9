import { useState } from 'react';
import { useMutation } from 'urql';
import { ConfirmHeldChangeDocument, type SetRowFragment } from '../../api/operations.generated.ts';
import { problemOf } from '../../api/problem.ts';
import { Ago } from '../../parts/ago.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Mark } from '../../parts/mark.tsx';

interface Props {
  readonly set: { readonly name: string; readonly namespace: string };
  readonly held: NonNullable<SetRowFragment['held']>;
}

/** A shrinking that waits for a person: what would go, and the button that lets it. */
export function Held({ set, held }: Props) {
  const [asking, setAsking] = useState(false);
  const [{ fetching, error }, confirm] = useMutation(ConfirmHeldChangeDocument);
  const count = held.withdrawn.length;
  const run = async (): Promise<void> => {
    const result = await confirm({ applicationSet: set.name, namespace: set.namespace, digest: held.digest });
    if (!result.error) announce(`Confirmed: ${count} Applications are being withdrawn.`);
  };
  return (
    <section className="block block-held">
      <h2 className="tone-held">
        <Mark tone="held" /> Held since <Ago at={held.since} />
      </h2>
      <p>{held.message}</p>
      <h3>What would be withdrawn ({count})</h3>
      <Leaving names={held.withdrawn} />
      <Button kind="danger" isDisabled={fetching} onPress={() => setAsking(true)}>
        Let it go…
      </Button>
      {error && (
        <p className="tone-failed" role="alert">
          {problemOf(error).message} <code>{problemOf(error).code}</code>
        </p>
      )}
      <Confirm
        title={`Withdraw ${count} Applications of ${set.name}?`}
        action={`Withdraw ${count}`}
        danger
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={run}
      >
        <p>
          What they run is removed from their clusters, unless the set says to preserve it. This cannot be taken back.
        </p>
        <Leaving names={held.withdrawn} />
      </Confirm>
    </section>
  );
}

/** So many stand there at once; the rest is one click away. */
const SHOWN = 24;

const Names = ({ names }: { readonly names: readonly string[] }) => (
  <ul className="names">
    {names.map((name) => (
      <li key={name}>{name}</li>
    ))}
  </ul>
);

const Leaving = ({ names }: { readonly names: readonly string[] }) => (
  <div className="leaving">
    <Names names={names.slice(0, SHOWN)} />
    {names.length > SHOWN && (
      <details>
        <summary>and {names.length - SHOWN} more</summary>
        <Names names={names.slice(SHOWN)} />
      </details>
    )}
  </div>
);
