import type { ConditionFieldsFragment } from '../api/operations.generated.ts';
import { Ago } from './ago.tsx';
import { Mark } from './mark.tsx';

/** What is wrong, where, and what to do. */
export const Conditions = ({ conditions }: { readonly conditions: readonly ConditionFieldsFragment[] }) => (
  <ul className="conditions">
    {conditions.map((condition) => (
      <li key={`${condition.type} ${condition.where} ${condition.message}`} data-severity={condition.severity}>
        <Mark tone={condition.severity === 'ERROR' ? 'failed' : 'degraded'} />
        <div>
          <p>
            <b>{condition.type}</b> {condition.code && <code>{condition.code}</code>}
            {condition.since && (
              <span className="quiet">
                {' '}
                <Ago at={condition.since} suffix />
              </span>
            )}
          </p>
          <p className="said">{condition.message}</p>
          {condition.where && (
            <p className="quiet">
              in <code>{condition.where}</code>
            </p>
          )}
          {condition.hint && <p className="hint">{condition.hint}</p>}
        </div>
      </li>
    ))}
  </ul>
);
