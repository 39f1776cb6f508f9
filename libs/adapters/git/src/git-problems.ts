import { nearestName, type Commit, type Problem } from '@wheelhouse/core-domain';
import type { Refs } from './git-types.ts';
import { TalkEnded } from './remote.ts';

/** Git would prompt: the server wants credentials, or others. */
const ASKS = /could not read (?:username|password)|terminal prompts disabled/i;
const ASKED = ['it asks for credentials', 'add a Repository with credentials for this URL'] as const;
const REFUSES = ['it refuses the credentials', 'check user name, token and its scopes'] as const;

/** What git says, and what that means for a person. The first that fits counts. */
const REASONS: readonly (readonly [pattern: RegExp, message: string, hint: string])[] = [
  [/returned error: 30\d/i, 'it redirects, and credentials are not sent along', 'write the URL that it redirects to'],
  [/authentication failed|HTTP 40[13]|returned error: 40[13]|invalid credentials/i, ...REFUSES],
  [
    /transport '.*' not allowed/i,
    'it redirects to a protocol that is not allowed',
    'write the URL that it redirects to',
  ],
  [/could not resolve host/i, 'its host name cannot be resolved', 'check the spelling and the DNS of the hub'],
  [
    /(?:failed|unable) to connect|connection refused|couldn't connect|no route to host/i,
    'nothing answers there',
    'check host and port, and whether the hub may reach them',
  ],
  [/certificate|SSL|TLS/i, 'its certificate is not trusted', 'add its CA to SSL_CERT_FILE of the hub'],
  [
    /not found|404|does not exist|does not appear to be a git repository|not a git repository/i,
    'there is no repository',
    'check the URL, and whether these credentials may see it',
  ],
  [/operation too slow|timed? ?out/i, 'it does not answer', 'check whether the hub may reach it'],
  [/no space left/i, 'the disk of the hub is full', 'make room in its data folder'],
];

export interface TalkContext {
  /** The URL without credentials. */
  readonly shown: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRefs: number;
  readonly withCredentials: boolean;
}

/** Wraps what went wrong with a remote. `said` is what git printed, already without secrets. */
export function unreachable(context: TalkContext, error: unknown, said: string): Problem {
  const [message, hint] = error instanceof TalkEnded ? endedReason(error, context) : saidReason(context, said);
  return {
    code: 'REPOSITORY_UNREACHABLE',
    message: `cannot read the repository: ${message}`,
    where: context.shown,
    hint,
  };
}

function endedReason({ why }: TalkEnded, context: TalkContext): readonly [string, string] {
  const { timeoutMs, maxBytes, maxRefs } = context;
  switch (why) {
    case 'timeout':
      return [
        `it did not answer in full within ${timeoutMs / 1000} s`,
        'check whether the hub may reach it; it is tried again',
      ];
    case 'too large':
      return [`it sends more than ${maxBytes} bytes`, 'take large files out of its history, or raise the limit'];
    case 'too many refs':
      return [`it has more than ${maxRefs} branches and tags`, 'delete those that nobody needs'];
  }
}

function saidReason(context: TalkContext, said: string): readonly [string, string] {
  if (ASKS.test(said)) return context.withCredentials ? REFUSES : ASKED;
  // Without the URL, whose words would be taken for git's.
  const words = said.replaceAll(context.shown, '');
  const reason = REASONS.find(([pattern]) => pattern.test(words));
  return reason ? [reason[1], reason[2]] : [firstLine(said), 'see what Git says'];
}

const firstLine = (said: string): string => {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const fatal = lines.find((line) => /^(?:fatal|error|remote):/.test(line)) ?? lines[0] ?? 'git gave no reason';
  return fatal.replace(/^(?:fatal|error): /, '').slice(0, 300);
};

export function revisionNotFound(shown: string, revision: string, refs: Refs): Problem {
  const names = [...refs.keys()].flatMap((ref) => /^refs\/(?:heads|tags)\/(.+)$/.exec(ref)?.[1] ?? []);
  const near = nearestName(revision, names);
  const branches = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/')).map((ref) => ref.slice(11));
  const known =
    branches.length > 0
      ? `branches: ${branches.slice(0, 5).join(', ')}${branches.length > 5 ? ', …' : ''}`
      : 'the repository has no branch yet';
  return {
    code: 'REVISION_NOT_FOUND',
    message: `revision "${revision.slice(0, 100)}" is neither a branch, a tag nor a commit there`,
    where: shown,
    hint: near ? `did you mean "${near}"?` : known,
  };
}

export function revisionAmbiguous(shown: string, revision: string, commits: readonly Commit[]): Problem {
  const some = commits.slice(0, 5).map((one) => one.slice(0, 12));
  const hint = `write more of it: ${some.join(', ')}`;
  return { code: 'REVISION_NOT_FOUND', message: `commit "${revision}" is ambiguous`, where: shown, hint };
}
