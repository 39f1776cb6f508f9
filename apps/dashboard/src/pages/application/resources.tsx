import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { ApplicationResourcesDocument } from '../../api/operations.generated.ts';
import { useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { resourceKey } from '../../model/resource-tree.ts';
import { Mark } from '../../parts/mark.tsx';
import { Aged, Failure, Loading } from '../../parts/states.tsx';
import type { Application } from './application.ts';
import { ResourcePanel } from './resource-panel.tsx';
import { ResourceTree } from './resource-tree.tsx';

/** The objects as a tree, and beside it the one that is chosen (`?resource=`). Read again when the application changes. */
export function Resources({ app }: { readonly app: Application }) {
  const { name, namespace, project } = app;
  const asked = useLiveQuery(ApplicationResourcesDocument, { name, namespace, project });
  const [search, setSearch] = useSearchParams();
  const again = useThrottled(asked.refetch, 1500);
  const version = `${app.stage} ${app.health.status} ${app.health.message} ${app.sync.status} ${app.updatedAt}`;
  useEffect(again, [again, version]);
  const found = asked.data?.application;
  if (!found)
    return asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="its objects" />;
  const chosen = found.resources.find((item) => resourceKey(item) === search.get('resource'));
  const choose = (key: string | undefined): void =>
    setSearch((before) => (key ? before.set('resource', key) : before.delete('resource'), before), { replace: true });
  return (
    <>
      <Aged asked={asked} retry={asked.refetch} />
      {!found.resourcesLive && (
        <p className="quiet not-live">
          <Mark tone="unknown" /> The spoke cannot be reached, so this is what the hub keeps: the objects that were not
          well.
        </p>
      )}
      <div className={chosen ? 'resources resources-split' : 'resources'}>
        <ResourceTree items={found.resources} chosen={chosen && resourceKey(chosen)} onChoose={choose} />
        {chosen && (
          <ResourcePanel key={resourceKey(chosen)} app={app} item={chosen} onClose={() => choose(undefined)} />
        )}
      </div>
    </>
  );
}
