import { ApplicationsDocument, ApplicationsPageDocument } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { ApplicationsTable } from '../../parts/applications-table.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';

/** A small fleet leaves room: its applications below its clusters, the worst first. */
export function FleetTargets() {
  const list = usePages({
    query: ApplicationsDocument,
    subscription: ApplicationsPageDocument,
    variables: { first: 50, filter: {}, orderBy: { field: 'HEALTH', direction: 'DESC' } },
    pick: (data) => data.applications,
  });
  if (list.nodes.length === 0) return null;
  return (
    <section className="fleet-targets" aria-label="Applications">
      <FreshRows list={list} />
      <ApplicationsTable list={list} without={['project', 'revision']} />
    </section>
  );
}
