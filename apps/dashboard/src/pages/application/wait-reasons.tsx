import { Ago } from '../../parts/ago.tsx';
import type { Application } from './application.ts';

/** Why this does not move, in order; each says who or what clears it. */
export const WaitReasons = ({ reasons }: { readonly reasons: Application['waitReasons'] }) =>
  reasons.length > 0 && (
    <section className="block" aria-labelledby="waits">
      <h2 id="waits">Why it waits</h2>
      <ol className="waits">
        {reasons.map((reason) => (
          <li key={reason.kind + reason.message}>
            <p className="said">{reason.message}</p>
            <p className="quiet">
              {reason.kind}
              {reason.clearedBy && ` · cleared by ${reason.clearedBy}`}
              {reason.until && (
                <>
                  {' '}
                  · <Ago at={reason.until} />
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
