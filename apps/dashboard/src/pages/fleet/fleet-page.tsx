import { FleetDocument, type FleetQuery } from '../../api/operations.generated.ts';
import { useLiveQuery } from '../../api/use-live.ts';
import { Conditions } from '../../parts/conditions.tsx';
import { CountsLine } from '../../parts/counts-line.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Failure, Loading } from '../../parts/states.tsx';
import { WaitingForWindows } from '../../parts/window-notices.tsx';
import { Changes } from './changes.tsx';
import { FleetMap } from './fleet-map.tsx';

/** Is the fleet well? One sentence, then every cluster, and beside them what changed in the last hour. */
export function FleetPage() {
  const fleet = useLiveQuery(FleetDocument, {});
  const data = fleet.data?.fleet;
  if (!data)
    return (
      <Page title="Fleet">
        {fleet.error ? <Failure error={fleet.error} retry={fleet.refetch} /> : <Loading what="the fleet" />}
      </Page>
    );
  return (
    <Page title="Fleet" heading={<span className="sentence">{data.summary}</span>} fills>
      <Aged asked={fleet} retry={fleet.refetch} />
      <CountsLine counts={data.counts} />
      <WaitingForWindows />
      <SourceProblems sources={data.sources} />
      <div className="fleet">
        <FleetMap />
        <Changes />
      </div>
    </Page>
  );
}

/** A fleet repository that cannot be read is why nothing else moves, so it is said before the fleet. */
function SourceProblems({ sources }: { readonly sources: FleetQuery['fleet']['sources'] }) {
  return sources
    .filter((source) => source.problems.length > 0)
    .map((source) => (
      <section key={source.url + source.path} className="block">
        <h2>
          Fleet repository <code>{source.url}</code> at <code>{source.revision}</code>
        </h2>
        <Conditions conditions={source.problems} />
      </section>
    ));
}
