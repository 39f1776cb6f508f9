import { Ago } from '../../parts/ago.tsx';
import { Commit } from '../../parts/commit.tsx';
import { Facts } from '../../parts/facts.tsx';
import { LabelList } from '../../parts/label-list.tsx';
import type { Application } from './application.ts';

export const ApplicationFacts = ({ app }: { readonly app: Application }) => (
  <>
    {app.sources.map((source) => (
      <Facts
        key={source.repoURL + source.path}
        facts={[
          ['Repository', source.repoURL],
          ['Revision', source.targetRevision],
          ['Path', source.path],
          [
            'Commit',
            source.commit && (
              <span key="commit">
                <Commit id={source.commit} /> {source.subject}
              </span>
            ),
          ],
          [
            'Author',
            source.author && (
              <span key="author">
                {source.author}, <Ago at={source.committedAt} suffix />
              </span>
            ),
          ],
        ]}
      />
    ))}
    <Facts
      facts={[
        [
          'Destination',
          `${app.destination.name ?? app.destination.server ?? 'none'} / ${app.destination.namespace || 'no namespace of its own'}`,
        ],
        ['Labels', Object.keys(app.labels ?? {}).length > 0 && <LabelList key="labels" labels={app.labels} />],
        ['Sync', app.autoSync ? 'by itself' : 'by hand'],
        ['Since', <Ago key="since" at={app.createdAt} suffix />],
      ]}
    />
  </>
);
