import { Ago } from '../../parts/ago.tsx';
import { Commit } from '../../parts/commit.tsx';
import type { Application } from './application.ts';

/** What was deployed before, newest first. */
export const History = ({ app }: { readonly app: Application }) =>
  app.history.length === 0 ? (
    <p className="quiet">Nothing was deployed yet.</p>
  ) : (
    <table className="simple">
      <thead>
        <tr>
          <th scope="col">Revision</th>
          <th scope="col">Deployed</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {app.history.map((entry) => (
          <tr key={entry.revision + entry.deployedAt}>
            <td>
              <Commit id={entry.revision} />
            </td>
            <td>
              <Ago at={entry.deployedAt} suffix />
            </td>
            <td>{entry.initiatedBy}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
