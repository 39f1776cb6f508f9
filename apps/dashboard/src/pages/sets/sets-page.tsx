import { Link } from 'react-router';
import { SetsDocument, SetsPageDocument, type SetRowFragment } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { pathOf } from '../../model/paths.ts';
import { CountsLine } from '../../parts/counts-line.tsx';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';

export function SetsPage() {
  const list = usePages({
    query: SetsDocument,
    subscription: SetsPageDocument,
    variables: { first: 100, orderBy: { field: 'NAME', direction: 'ASC' } },
    pick: (data) => data.applicationSets,
  });
  return (
    <Page
      title="Sets"
      aside={
        <>
          <FreshRows list={list} />
          <span className="quiet">{list.loaded && list.totalCount}</span>
          <Link to={pathOf.preview()}>Preview a set</Link>
        </>
      }
    >
      {list.loaded && <Aged asked={list} retry={list.refresh} />}
      {!list.loaded && (list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="the sets" />)}
      {list.loaded && list.nodes.length === 0 && (
        <Empty title="There is no ApplicationSet yet." command="npx wheelhouse appset apply -f applicationset.yaml">
          A set makes one Application per cluster, folder or list element. Push one to a fleet repository, or apply it.
        </Empty>
      )}
      <ul className="rows">
        {list.nodes.map((set) => (
          <SetLine key={set.id} set={set} />
        ))}
      </ul>
    </Page>
  );
}

function SetLine({ set }: { readonly set: SetRowFragment }) {
  const worst = set.conditions.find((condition) => condition.severity === 'ERROR') ?? set.conditions[0];
  return (
    <li className="row-block">
      <p>
        <Link data-row to={pathOf.set(set)} className="row-title">
          {set.name}
        </Link>{' '}
        <span className="quiet">
          {set.project} · {set.generators.join(', ')}
        </span>
      </p>
      <CountsLine counts={set.counts} within={{ applicationSet: [set.name] }} />
      {set.held ? (
        <p className="row-says tone-held">
          <Mark tone="held" /> {set.held.message}
        </p>
      ) : (
        worst && (
          <p className={worst.severity === 'ERROR' ? 'row-says tone-failed' : 'row-says tone-degraded'}>
            <Mark tone={worst.severity === 'ERROR' ? 'failed' : 'degraded'} /> {worst.message}
          </p>
        )
      )}
    </li>
  );
}
