import { Link, useRouteError } from 'react-router';
import { Page } from '../parts/page.tsx';

/** Not there, or not this viewer's to see: the two look the same. */
export const NotFound = ({ what, name }: { readonly what: string; readonly name?: string }) => (
  <Page title={`No such ${what}`}>
    <div className="empty">
      <p className="empty-title">
        There is no {what} {name && <code>{name}</code>} that you may see.
      </p>
      <p>
        It may have been removed, or belong to a project that is not yours. Go to <Link to="/">the fleet</Link>, or
        press ⌘K to search.
      </p>
    </div>
  </Page>
);

/** A page that failed to draw: a defect of the dashboard, said as one. */
export function Broken() {
  const error = useRouteError();
  return (
    <Page title="This page failed">
      <div className="failure" role="alert">
        <span>{error instanceof Error ? error.message : String(error)}</span>
        <code>DASHBOARD</code>
        <a href={location.href}>Load it again</a>
      </div>
    </Page>
  );
}
