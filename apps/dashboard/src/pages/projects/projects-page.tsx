import { Link } from 'react-router';
import { ProjectsDocument, PulseDocument } from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { applicationsPath } from '../../model/query-text.ts';
import { CountsLine } from '../../parts/counts-line.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';

export function ProjectsPage() {
  const asked = useLiveQuery(ProjectsDocument, { first: 200 });
  const follow = useThrottled(asked.refetch, 5000);
  useHeard(PulseDocument, {}, follow);
  const projects = asked.data?.projects.nodes;
  return (
    <Page title="Projects" aside={<span className="quiet">{asked.data?.projects.totalCount}</span>}>
      {projects && <Aged asked={asked} retry={asked.refetch} />}
      {!projects &&
        (asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="the projects" />)}
      {projects?.length === 0 && (
        <Empty title="There is no project that you may see." command="npx wheelhouse apply -f project.yaml" />
      )}
      <ul className="rows">
        {projects?.map((project) => (
          <li key={project.id} className="row-block">
            <p>
              <Link data-row to={applicationsPath({ project: [project.name] })} className="row-title">
                {project.name}
              </Link>{' '}
              {project.description && <span className="quiet">{project.description}</span>}
            </p>
            <CountsLine counts={project.counts} within={{ project: [project.name] }} />
            <p className="quiet">
              from{' '}
              {project.sourceRepos.length
                ? project.sourceRepos.map((repo) => <code key={repo}>{repo} </code>)
                : 'no repository'}
            </p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
