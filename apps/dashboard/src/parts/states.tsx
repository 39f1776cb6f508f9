import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { problemOf } from '../api/problem.ts';
import { Ago } from './ago.tsx';
import { Button } from './button.tsx';
import { Copy } from './copy.tsx';
import { Mark } from './mark.tsx';

/** Nothing here: what to do next, with the command to copy. */
export const Empty = ({
  title,
  children,
  command,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly command?: string;
}) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children && <p>{children}</p>}
    {command && <Copy text={command} />}
  </div>
);

/** The API's sentence with its code, and a retry. */
export function Failure({ error, retry }: { readonly error: CombinedError; readonly retry: () => void }) {
  const { message, code } = problemOf(error);
  return (
    <div className="failure" role="alert">
      <Mark tone="failed" />
      <span>{message}</span>
      <code>{code}</code>
      <Button onPress={retry}>Try again</Button>
    </div>
  );
}

/** Nothing is known yet. Quiet for the first moment (CSS), since most answers come within it. */
export const Loading = ({ what }: { readonly what: string }) => (
  <p className="loading" role="status">
    Asking the hub for {what}…
  </p>
);

interface Asked {
  readonly error: CombinedError | undefined;
  readonly heardAt: number | undefined;
  readonly fetching: boolean;
}

/**
 * Over data that is shown although the newest answer failed: the error, and how old the data is. That the hub cannot be
 * reached is said at the top already.
 */
export const Aged = ({ asked, retry }: { readonly asked: Asked; readonly retry: () => void }) =>
  asked.error && (
    <>
      {problemOf(asked.error).code !== 'UNREACHABLE' && <Failure error={asked.error} retry={retry} />}
      {asked.heardAt !== undefined && (
        <p className="quiet aged">
          Shown is what was heard <Ago at={asked.heardAt} suffix />.
        </p>
      )}
    </>
  );
