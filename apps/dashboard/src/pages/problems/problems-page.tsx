import { Link } from 'react-router';
import { ProblemsDocument, PulseDocument, type ProblemsQuery } from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { pathOf } from '../../model/paths.ts';
import type { Tone } from '../../model/tone.ts';
import { Ago } from '../../parts/ago.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';

type Problem = ProblemsQuery['fleet']['problems'][number];

/** What is wrong, and why: what a person should do first comes first, each one line with the message that matters. */
export function ProblemsPage() {
  const asked = useLiveQuery(ProblemsDocument, { first: 200 });
  const follow = useThrottled(asked.refetch, 2000);
  useHeard(PulseDocument, {}, follow);
  const problems = asked.data?.fleet.problems;
  if (!problems)
    return (
      <Page title="Problems">
        {asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="what is wrong" />}
      </Page>
    );
  return (
    <Page
      title="Problems"
      aside={<span className="quiet">{problems.length === 200 ? 'the first 200' : problems.length || ''}</span>}
    >
      <Aged asked={asked} retry={asked.refetch} />
      {problems.length === 0 && (
        <Empty title="Nothing is wrong." command="npx wheelhouse fleet">
          {asked.data?.fleet.summary}.
        </Empty>
      )}
      <ol className="problems">
        {problems.map((problem) => (
          <ProblemLine
            key={`${problem.kind} ${problem.application?.id ?? problem.cluster?.id ?? problem.applicationSet?.id ?? problem.repository}`}
            problem={problem}
          />
        ))}
      </ol>
    </Page>
  );
}

/** The kinds are the API's words; what is not known here is a failure, which is the safe reading. */
function toneOf(problem: Problem): Tone {
  if (/away|unknown|joined/i.test(problem.kind)) return 'unknown';
  if (/degraded/i.test(problem.kind)) return 'degraded';
  if (/drift/i.test(problem.kind)) return 'moving';
  if (/held|shrink/i.test(problem.kind)) return 'held';
  return 'failed';
}

/** `RenderError` as people read it: "Render error". */
const words = (kind: string): string => {
  const spaced = kind
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

function ProblemLine({ problem }: { readonly problem: Problem }) {
  const tone = toneOf(problem);
  return (
    <li className="problem">
      <span className={`problem-kind tone-${tone}`}>
        <Mark tone={tone} /> {words(problem.kind)}
      </span>
      <span className="problem-subject">
        <ProblemSubject problem={problem} />
      </span>
      <span className="problem-cluster quiet">{problem.application?.cluster?.name}</span>
      <span className="problem-message" title={problem.message}>
        {problem.message}
        {problem.hint && <span className="hint">{problem.hint}</span>}
      </span>
      <Ago at={problem.since} />
    </li>
  );
}

function ProblemSubject({ problem }: { readonly problem: Problem }) {
  if (problem.application)
    return (
      <Link data-row to={pathOf.application(problem.application)}>
        {problem.application.name}
      </Link>
    );
  if (problem.applicationSet)
    return (
      <Link data-row to={pathOf.set(problem.applicationSet)}>
        {problem.applicationSet.name}
      </Link>
    );
  if (problem.cluster)
    return (
      <Link data-row to={pathOf.cluster(problem.cluster.name)}>
        {problem.cluster.name}
      </Link>
    );
  return <code>{problem.repository}</code>;
}
