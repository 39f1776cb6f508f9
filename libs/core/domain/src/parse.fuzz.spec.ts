import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical.ts';
import { parseDuration } from './duration.ts';
import { isMap } from './fields.ts';
import { globMatches } from './glob.ts';
import {
  clusterNameProblem,
  labelValueProblem,
  namespaceProblem,
  qualifiedNameProblem,
  subdomainProblem,
} from './names.ts';
import { nearestName } from './nearest.ts';
import { parseApplicationSet } from './parse-application-set.ts';
import { parseApplication } from './parse-application.ts';
import { parseCluster } from './parse-cluster.ts';
import { parseDocuments } from './parse-documents.ts';
import { parseProject } from './parse-project.ts';
import { parseRepository } from './parse-repository.ts';
import { parseResource } from './parse-resource.ts';
import { normalPath } from './parse-source.ts';
import { normalGitUrl, safeUrl } from './project-permits.ts';
import { describeProblem, type Problem } from './result.ts';
import { secretTypeOf } from './secret-data.ts';
import { selectorMatches } from './selector.ts';
import * as samples from './testdata/resources.ts';
import { withEncodedData } from './with-encoded-data.ts';
import { parseYaml } from './yaml.ts';

const LONG = 600_000;
const { documents, ...kinds } = samples;
/** What YAML can be shows in a few lines as well, and is read sooner. */
const short = documents.filter(({ length }) => length < 500);

/** Errors name their place, and are no larger than what they are about. */
function demandUseful(problems: readonly Problem[], size: number): void {
  const words = problems.map(describeProblem).join('\n');
  if (problems.length === 0) throw new Error('refused without a reason');
  for (const { where, message } of problems) if (!where || !message) throw new Error(`no place: ${words}`);
  if (words.length > 100 * size + 20_000) throw new Error(`${words.length} characters about ${size}`);
}

describe('bad input by the thousand', () => {
  it(
    'YAML: a value, or an error with its place',
    () => {
      fuzz(fc.oneof(mutatedTexts(...short), sharpTexts), (text) => {
        const parsed = parseYaml(text, 'f.yaml', { maxValues: 10_000 });
        if (!parsed.ok) return demandUseful(parsed.error, text.length);
        const values = parsed.value.map(({ value }) => canonicalJson(value));
        // Aliases may repeat, within the bound.
        return values.join().length <= 10_000 * (text.length + 10);
      });
    },
    LONG,
  );

  it(
    'files of resources: resources, or errors with file and line',
    () => {
      fuzz(mutatedTexts(...documents, ...short, ...short), (text) => {
        const parsed = parseDocuments(text, 'f.yaml', { maxValues: 10_000 });
        if (!parsed.ok) return demandUseful(parsed.error, text.length);
        for (const document of parsed.value) {
          const resource = parseResource(document);
          if (!resource.ok) demandUseful(resource.error, text.length);
          if (!resource.ok && !resource.error.every(({ where }) => /^f\.yaml:\d+/.test(where ?? ''))) return false;
        }
        return true;
      });
    },
    LONG,
  );

  it.each<[string, (object: unknown) => { ok: boolean; error?: Problem[] }, unknown[]]>([
    [
      'Application',
      (object) => parseApplication(object, { locate: (path) => path || '.' }) as never,
      kinds.applications,
    ],
    ['ApplicationSet', (object) => parseApplicationSet(object, { locate: (path) => path || '.' }) as never, kinds.sets],
    ['Project', (object) => parseProject(object, { locate: (path) => path || '.' }) as never, kinds.projects],
    [
      'Cluster',
      (object) => parseCluster(object, { locate: (path) => path || '.', strict: true }) as never,
      kinds.clusters,
    ],
    ['Repository', (object) => parseRepository(object, { locate: (path) => path || '.' }) as never, kinds.repositories],
  ])(
    '%s: itself, or errors with their place',
    (_, parse, valid) => {
      expect(valid.map((one) => parse(one).ok)).toEqual(valid.map(() => true));
      fuzz(mutatedJson(...valid), (object) => {
        const parsed = parse(object);
        if (!parsed.ok) demandUseful(parsed.error!, JSON.stringify(object ?? null).length);
      });
    },
    LONG,
  );

  it(
    'durations: a number, or none',
    () => {
      fuzz(fc.oneof(mutatedTexts('1h30m', '1.5s', '-2m', '100ms', '.5h'), sharpTexts), (text) => {
        const duration = parseDuration(text);
        return duration === undefined || !Number.isNaN(duration);
      });
    },
    LONG,
  );

  it(
    'globs: yes or no',
    () => {
      const patterns = mutatedTexts('https://git.example/*/{a,b}-[a-z]?', '*.k8s.io', '{a,{b,c}}', '[!a-z]*', 'a\\*b');
      fuzz(fc.tuple(fc.oneof(patterns, sharpTexts), sharpTexts), ([pattern, text]) => {
        return typeof globMatches(pattern, text) === 'boolean';
      });
    },
    LONG,
  );

  it(
    'selectors: yes or no, also for labels with the names of members',
    () => {
      const texts = fc.oneof(sharpTexts, fc.constantFrom('env', 'prod'));
      const maps = fc.array(fc.tuple(texts, texts), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));
      const expressions = fc.array(
        fc.record({
          key: texts,
          operator: fc.constantFrom('In' as const, 'NotIn' as const, 'Exists' as const, 'DoesNotExist' as const),
          values: fc.array(texts, { maxLength: 3 }),
        }),
        { maxLength: 3 },
      );
      fuzz(fc.tuple(maps, expressions, maps), ([matchLabels, matchExpressions, labels]) => {
        const matches = selectorMatches({ matchLabels, matchExpressions }, labels);
        const exists = matchExpressions.every(
          ({ key, operator }) => operator !== 'Exists' || Object.hasOwn(labels, key),
        );
        return typeof matches === 'boolean' && (!matches || exists);
      });
    },
    LONG,
  );

  it(
    'names, paths and addresses: a sentence, a path inside, no password',
    () => {
      const urls = mutatedTexts('https://user:hunter2@git.example/a.git', 'git@github.com:a/b.git', './a//b/../c');
      fuzz(fc.oneof(urls, sharpTexts), (text) => {
        for (const check of [
          clusterNameProblem,
          labelValueProblem,
          namespaceProblem,
          qualifiedNameProblem,
          subdomainProblem,
        ])
          check(text);
        nearestName(text, ['name', 'namespace', 'spec']);
        const path = normalPath(text);
        if (path !== undefined && (path.startsWith('/') || path.split('/').includes('..'))) return false;
        return normalGitUrl(text).length <= text.length && safeUrl(text).length <= text.length;
      });
    },
    LONG,
  );

  it(
    'Secrets: their type, and their data encoded',
    () => {
      fuzz(mutatedJson(...samples.secrets), (object) => {
        secretTypeOf(object);
        if (!isMap(object) || typeof object['apiVersion'] !== 'string' || !isMap(object['metadata'])) return;
        withEncodedData(object as never);
      });
    },
    LONG,
  );

  it(
    'JSON keeps its bytes, whatever its keys are',
    () => {
      fuzz(mutatedJson<unknown>({ a: [1, { b: null }], c: 'd' }), (value) => {
        const text = canonicalJson(value ?? null);
        // V8 (Node 24.21) reads the key `\ud800` as `\\` once it saw an object of that shape: no key of ours, nor of Kubernetes.
        if (text.includes('\\ud800')) return true;
        const again = canonicalJson(JSON.parse(text) as Json);
        if (again !== text) throw new Error(`${text}\n${again}`);
        return true;
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  const problems = (object: unknown): string[] => {
    const parsed = parseApplication(object);
    return parsed.ok ? [] : parsed.error.map(describeProblem);
  };

  it('a map in the place of a duration is refused, also one with a member that is called like a method', () => {
    const retry = { limit: 1, backoff: { duration: { toString: 1 } } };
    expect(
      problems({ metadata: { name: 'a' }, spec: { ...kinds.plainSpec, syncPolicy: { retry } } }).join('\n'),
    ).toContain('spec.syncPolicy.retry.backoff.duration {"toString":1} is no duration');
  });

  it('a map in the place of a Secret’s text is left to the API server', () => {
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { a: { toString: 1 } } };
    expect(withEncodedData(object as never)).toBe(object);
  });

  it('a hundred thousand digits are no duration, at once', () => {
    expect(parseDuration('1'.repeat(100_000))).toBeUndefined();
    expect(parseDuration(`${'1h'.repeat(50_000)}x`)).toBeUndefined();
  });

  it.each(['{a}', '{', '[', '*a', '{a,b}'])('a hundred thousand of %s match nothing, at once', (piece) => {
    expect(globMatches(piece.repeat(100_000), 'a'.repeat(1000))).toBe(false);
  });
});
