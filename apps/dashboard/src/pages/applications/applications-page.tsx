import { useSearchParams } from 'react-router';
import { ApplicationsDocument, ApplicationsPageDocument } from '../../api/operations.generated.ts';
import { usePages } from '../../api/use-pages.ts';
import { parseQuery } from '../../model/query-text.ts';
import { FreshRows } from '../../parts/fresh-rows.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { ApplicationsTable } from '../../parts/applications-table.tsx';
import { FilterBox } from './filter-box.tsx';
import { useSort } from './use-sort.ts';

/** All applications that the filter finds. The filter's text is the URL's `q`, the order is its `sort`. */
export function ApplicationsPage() {
  const [search] = useSearchParams();
  const text = search.get('q') ?? '';
  const { filter, problems } = parseQuery(text);
  const { sort, orderBy, toggle } = useSort();
  const list = usePages({
    query: ApplicationsDocument,
    subscription: ApplicationsPageDocument,
    variables: { first: 100, filter, orderBy },
    pick: (data) => data.applications,
  });
  return (
    <Page
      title="Applications"
      fills
      aside={
        <>
          <FreshRows list={list} />
          <span className="quiet">{list.loaded && `${list.totalCount.toLocaleString('en-GB')} found`}</span>
        </>
      }
    >
      <FilterBox text={text} problems={problems} />
      {list.loaded && <Aged asked={list} retry={list.refresh} />}
      {!list.loaded &&
        (list.error ? <Failure error={list.error} retry={list.refresh} /> : <Loading what="the applications" />)}
      {list.loaded && list.nodes.length === 0 && <NothingFound filtered={text !== ''} />}
      {list.nodes.length > 0 && <ApplicationsTable list={list} sort={sort} onSort={toggle} />}
    </Page>
  );
}

const NothingFound = ({ filtered }: { readonly filtered: boolean }) =>
  filtered ? (
    <Empty title="No application fits this filter.">Take a term out of it, or clear it.</Empty>
  ) : (
    <Empty title="There is no application yet." command="npx wheelhouse apply -f application.yaml">
      Push an Application or an ApplicationSet to a fleet repository, or apply one by hand.
    </Empty>
  );
