import { parseDocuments } from './parse-documents.ts';
import { parseResource, type ParsedResource } from './parse-resource.ts';
import { describeProblem, type Result } from './result.ts';

const parse = (text: string, strict = false): Result<ParsedResource> => {
  const documents = parseDocuments(text, 'f.yaml');
  if (!documents.ok) return documents;
  return parseResource(documents.value[0]!, { strict });
};
const problems = (text: string, strict = false): string[] => {
  const result = parse(text, strict);
  return result.ok ? [] : result.error.map(describeProblem);
};
const valueOf = (text: string): unknown => {
  const result = parse(text);
  if (!result.ok) throw new Error(result.error.map(describeProblem).join('\n'));
  return result.value.value;
};

const application = (spec: string, metadata = '{name: app}'): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: ${metadata}\nspec: ${spec}\n`;
const SPEC = 'project: default, source: {repoURL: https://git/x, path: a}, destination: {name: dev}';
const set = (spec: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set}\nspec: ${spec}\n`;
const TEMPLATE = `template: {metadata: {name: x}, spec: {${SPEC}}}`;

describe('an Application', () => {
  it('has the documented defaults', () => {
    expect(valueOf(application(`{${SPEC}}`))).toEqual({
      metadata: { name: 'app', namespace: 'argocd', labels: {}, annotations: {}, finalizers: [] },
      spec: {
        project: 'default',
        sources: [{ repoURL: 'https://git/x', targetRevision: 'HEAD', path: 'a' }],
        destination: { name: 'dev', namespace: '' },
        syncPolicy: { syncOptions: [] },
        ignoreDifferences: [],
        info: [],
      },
    });
  });

  it('keeps every option that is there', () => {
    const text = application(`
  project: p
  revisionHistoryLimit: 3
  sources:
  - {repoURL: u, path: ./a//b/, targetRevision: v1, directory: {recurse: true, include: '*.yaml', exclude: x}}
  - {repoURL: u, path: ., kustomize: {namePrefix: p-, images: ['a=b:1'], replicas: [{name: d, count: 2}], commonLabels: {a: b}}}
  destination: {server: https://s, namespace: ns}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
    syncOptions: [CreateNamespace=true]
    retry: {limit: -1, backoff: {duration: 1m30s, factor: 3, maxDuration: 10}}
    managedNamespaceMetadata: {labels: {a: b}}
  ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
  info: [{name: a, value: b}]`);
    expect(valueOf(text)).toMatchObject({
      spec: {
        revisionHistoryLimit: 3,
        sources: [
          { path: 'a/b', targetRevision: 'v1', directory: { recurse: true, include: '*.yaml', exclude: 'x' } },
          {
            path: '.',
            kustomize: { namePrefix: 'p-', images: ['a=b:1'], replicas: [{ name: 'd', count: 2 }], components: [] },
          },
        ],
        destination: { server: 'https://s', namespace: 'ns' },
        syncPolicy: {
          automated: { prune: true, selfHeal: true, allowEmpty: false },
          retry: { limit: -1, backoff: { durationMs: 90_000, factor: 3, maxDurationMs: 10_000 } },
          managedNamespaceMetadata: { labels: { a: 'b' }, annotations: {} },
        },
        ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }],
        info: [{ name: 'a', value: 'b' }],
      },
    });
  });

  it.each([
    ['source and sources', `{${SPEC}, sources: [{repoURL: u, path: a}]}`, /spec\.source and sources are both given/],
    ['no source', '{project: p, destination: {name: d}}', /spec\.source is missing/],
    [
      'name and server',
      '{project: p, source: {repoURL: u, path: a}, destination: {name: d, server: s}}',
      /has both name and server/,
    ],
    [
      'neither name nor server',
      '{project: p, source: {repoURL: u, path: a}, destination: {namespace: d}}',
      /has neither name nor server/,
    ],
    ['no project', '{source: {repoURL: u, path: a}, destination: {name: d}}', /spec\.project is missing/],
    ['no path', '{project: p, source: {repoURL: u}, destination: {name: d}}', /spec\.source\.path is missing/],
    [
      'a path outside',
      '{project: p, source: {repoURL: u, path: a/../../b}, destination: {name: d}}',
      /no path inside the repository/,
    ],
    [
      'an absolute path',
      '{project: p, source: {repoURL: u, path: /etc}, destination: {name: d}}',
      /no path inside the repository/,
    ],
    [
      'a chart',
      '{project: p, source: {repoURL: u, chart: c}, destination: {name: d}}',
      /spec\.source\.chart is not there yet/,
    ],
    [
      'a plugin',
      '{project: p, source: {repoURL: u, path: a, plugin: {name: x}}, destination: {name: d}}',
      /plugin is not there yet/,
    ],
    [
      'jsonnet',
      '{project: p, source: {repoURL: u, path: a, directory: {jsonnet: {tlas: [{}]}}}, destination: {name: d}}',
      /jsonnet is not there yet/,
    ],
    [
      'an unquoted label',
      `{${SPEC}, syncPolicy: {managedNamespaceMetadata: {labels: {a: 1}}}}`,
      /labels\.a must be text \(put it in quotes\)/,
    ],
    ['text for a boolean', `{${SPEC}, syncPolicy: {automated: {prune: "yes"}}}`, /prune must be true or false/],
    ['a bad duration', `{${SPEC}, syncPolicy: {retry: {backoff: {duration: soon}}}}`, /"soon" is no duration/],
    [
      'a bad namespace',
      '{project: p, source: {repoURL: u, path: a}, destination: {name: d, namespace: A_b}}',
      /"A_b" is no namespace/,
    ],
  ])('with %s is refused, with line and path', (_, spec, message) => {
    const found = problems(application(spec)).join('\n');
    expect(found).toMatch(message);
    expect(found).toMatch(/^f\.yaml:4: Application app: spec/);
  });

  it.each([
    ['upper case', '{name: Foo}', /metadata\.name "Foo" is no name that Kubernetes takes/],
    ['too long', `{name: ${'a'.repeat(254)}}`, /is 254 characters long; Kubernetes allows 253/],
    ['a bad label value', '{name: a, labels: {x: "a b"}}', /metadata\.labels\.x "a b" is no label value/],
    ['a bad label key', '{name: a, labels: {"-x": "a"}}', /metadata\.labels has the key "-x"/],
    ['a bad annotation key', '{name: a, annotations: {"a/b/c": "a"}}', /has more than one "\/"/],
    ['a bad namespace', '{name: a, namespace: A}', /metadata\.namespace "A"/],
  ])('whose name or labels Kubernetes would refuse is refused: %s', (_, metadata, message) => {
    expect(problems(application(`{${SPEC}}`, metadata)).join('\n')).toMatch(message);
  });
});

describe('unknown fields', () => {
  const argo = application(`{${SPEC}, syncPolcy: {}}`);
  it('warn in the kinds of Argo CD', () => {
    const result = parse(argo);
    expect(result.ok && result.value.warnings.map(describeProblem)).toEqual([
      'f.yaml:4: Application app: spec.syncPolcy is no known field and has no effect (did you mean syncPolicy?)',
    ]);
  });
  it('are errors if asked for', () => {
    expect(problems(argo, true)).toEqual([
      'f.yaml:4: Application app: spec.syncPolcy is no known field (did you mean syncPolicy?)',
    ]);
  });
  it('are errors in our own kinds', () => {
    expect(
      problems(
        'apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: {name: c}\nspec:\n  server: s\n  timezone: UTC\n',
      ),
    ).toEqual(['f.yaml:6: Cluster c: spec.timezone is no known field (did you mean timeZone?)']);
  });
  it('in a template are pruned, and so never rendered', () => {
    const result = parse(set(`{generators: [], template: {metadata: {name: x}, spec: {${SPEC}, foo: '{{ broken'}}}`));
    expect(result.ok && result.value.warnings).toHaveLength(1);
    expect(result.ok && JSON.stringify(result.value.value)).not.toContain('broken');
  });
});

describe('an ApplicationSet', () => {
  it('has the documented defaults', () => {
    expect(valueOf(set(`{generators: [{list: {}}, {clusters: {}}], ${TEMPLATE}}`))).toMatchObject({
      metadata: { name: 'set', namespace: 'argocd' },
      spec: {
        goTemplate: false,
        goTemplateOptions: [],
        generators: [{ list: { elements: [] } }, { clusters: { values: {}, flatList: false } }],
        syncPolicy: { preserveResourcesOnDeletion: false },
        preservedFields: { annotations: [], labels: [] },
        ignoreApplicationDifferences: [],
      },
    });
  });
  it.each([
    [
      'rolling syncs',
      `{generators: [], ${TEMPLATE}, strategy: {type: RollingSync, rollingSync: {steps: [{}]}}}`,
      /rollingSync is not there yet: progressive rollouts/,
    ],
    ['the type alone', `{generators: [], ${TEMPLATE}, strategy: {type: RollingSync}}`, /RollingSync is not there yet/],
    [
      'deletion in reverse',
      `{generators: [], ${TEMPLATE}, strategy: {deletionOrder: Reverse}}`,
      /Reverse is not there yet/,
    ],
    [
      'ignored differences that no jq path names',
      `{generators: [], ${TEMPLATE}, ignoreApplicationDifferences: [{jqPathExpressions: [.a, '.b | keys']}]}`,
      /ignoreApplicationDifferences\[0\].jqPathExpressions\[1\] at character 6: keys is not understood/,
    ],
    [
      'an unknown option',
      `{generators: [], ${TEMPLATE}, goTemplateOptions: [missingkey=explode]}`,
      /is no option \(missingkey=default/,
    ],
    [
      'an unknown policy',
      `{generators: [], ${TEMPLATE}, syncPolicy: {applicationsSync: all}}`,
      /applicationsSync is "all" \(one of create-only/,
    ],
    [
      'git without paths',
      `{generators: [{git: {repoURL: u}}], ${TEMPLATE}}`,
      /generators\[0\]\.git has neither directories nor files/,
    ],
    [
      'a selector without values',
      `{generators: [{clusters: {selector: {matchExpressions: [{key: a, operator: In}]}}}], ${TEMPLATE}}`,
      /must not be empty for In/,
    ],
    [
      'a URL as a label',
      `{generators: [{clusters: {selector: {matchLabels: {a: "https://x"}}}}], ${TEMPLATE}}`,
      /is no label value/,
    ],
    ['a matrix without children', `{generators: [{matrix: {}}], ${TEMPLATE}}`, /matrix\.generators is empty/],
    ['a merge without keys', `{generators: [{merge: {generators: [{list: {}}]}}], ${TEMPLATE}}`, /mergeKeys is empty/],
    [
      'a child that is no generator',
      `{generators: [{matrix: {generators: [{lists: {}}]}}], ${TEMPLATE}}`,
      /matrix\.generators\[0\] names no generator/,
    ],
    [
      'a child that is two generators',
      `{generators: [{matrix: {generators: [{list: {}, clusters: {}}]}}], ${TEMPLATE}}`,
      /generators\[0\] names several generators: list, clusters \(make a child of each/,
    ],
    [
      'a decision without a choice',
      `{generators: [{clusterDecisionResource: {configMapRef: c}}], ${TEMPLATE}}`,
      /needs either name or labelSelector/,
    ],
    ['a plugin without its ConfigMap', `{generators: [{plugin: {}}], ${TEMPLATE}}`, /configMapRef is missing/],
    ['no provider', `{generators: [{scmProvider: {}}], ${TEMPLATE}}`, /scmProvider names no provider \(one of github/],
    ['no template', '{generators: []}', /spec\.template is missing/],
  ])('is refused for %s', (_, spec, message) => expect(problems(set(spec)).join('\n')).toMatch(message));

  it('may have templates in the labels that a child of a matrix selects by', () => {
    const child = `{clusters: {selector: {matchLabels: {env: '{{.env}}'}}}}`;
    expect(problems(set(`{generators: [{matrix: {generators: [{list: {}}, ${child}]}}], ${TEMPLATE}}`))).toEqual([]);
    expect(problems(set(`{generators: [${child}], ${TEMPLATE}}`)).join()).toMatch(/is no label value/);
  });
  it('may select parameters by URLs', () => {
    expect(
      problems(set(`{generators: [{list: {}, selector: {matchLabels: {server: "https://x"}}}], ${TEMPLATE}}`)),
    ).toEqual([]);
  });
  it('allows a strategy that says nothing', () => {
    expect(problems(set(`{generators: [], ${TEMPLATE}, strategy: {type: AllAtOnce}}`))).toEqual([]);
  });
});

describe('Secrets of Argo CD', () => {
  const secret = (type: string, body: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: {argocd.argoproj.io/secret-type: ${type}, env: p}}\n${body}\n`;

  it('of type cluster are clusters, without their credentials', () => {
    const text = secret(
      'cluster',
      `data: {name: ${btoa('arn:aws:x')}, server: ${btoa('https://s')}, config: ${btoa('{"bearerToken":"hunter2"}')}}`,
    );
    const value = valueOf(text);
    expect(value).toEqual({
      metadata: {
        name: 'arn:aws:x',
        labels: { 'argocd.argoproj.io/secret-type': 'cluster', env: 'p' },
        annotations: {},
      },
      spec: { server: 'https://s', timeZone: 'UTC', project: '' },
    });
  });
  it('of type repository and repo-creds are repositories', () => {
    expect(
      valueOf(secret('repository', 'stringData: {url: https://g/x, username: u, password: p, insecure: "true"}')),
    ).toEqual({
      metadata: { name: 's', namespace: 'argocd' },
      spec: { url: 'https://g/x', match: 'repository', project: '', insecure: true },
      credentials: { username: 'u', password: 'p' },
    });
    expect(valueOf(secret('repo-creds', 'stringData: {url: https://g/}'))).toMatchObject({ spec: { match: 'prefix' } });
  });
  it.each([
    ['another type', secret('other', ''), /only Secrets of clusters, repositories and generators/],
    ['no server', secret('cluster', 'stringData: {name: a}'), /has no server/],
    ['bad base64', secret('cluster', 'data: {name: "hunter2!"}'), /data\.name is no base64/],
    ['a Helm repository', secret('repository', 'stringData: {url: u, type: helm}'), /type "helm" are not there yet/],
    ['a password in the URL', secret('repository', 'stringData: {url: "https://u:hunter2@h/x"}'), /holds a password/],
  ])('with %s are refused, and no value shows', (_, text, message) => {
    const found = problems(text).join('\n');
    expect(found).toMatch(message);
    expect(found).not.toContain('hunter2');
  });
});

describe('a field without effect', () => {
  const warnings = (text: string): string[] => {
    const result = parse(text);
    return result.ok ? result.value.warnings.map(describeProblem) : result.error.map(describeProblem);
  };
  const policy = (text: string): string => application(`{${SPEC}, syncPolicy: {${text}}}`);
  const GIT = 'generators: [{git: {repoURL: u, directories: [{path: x}], requeueAfterSeconds: 5}}]';
  const project = (spec: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {${spec}}\n`;
  const repository = (spec: string): string =>
    `apiVersion: wheelhouse.dev/v1alpha1\nkind: Repository\nmetadata: {name: a}\nspec: {url: 'https://g/x', ${spec}}\n`;
  const secret = (type: string, data: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s, labels: {argocd.argoproj.io/secret-type: ${type}}}\nstringData: {${data}}\n`;

  it.each([
    [
      'a sync option that is not there',
      policy('syncOptions: [ServerSideApply=false]'),
      /\[0\] ServerSideApply=false has no effect yet/,
    ],
    ['a mistyped one', policy('syncOptions: [CreatNamespace=true]'), /no effect; did you mean CreateNamespace\?/],
    ['another value', policy('syncOptions: [ServerSideApply=false]'), /what holds is ServerSideApply=true/],
    ['refresh of a retry', policy('retry: {refresh: true}'), /retry\.refresh has no effect yet/],
    ['a history limit', application(`{${SPEC}, revisionHistoryLimit: 3}`), /revisionHistoryLimit has no effect yet/],
    ['information', application(`{${SPEC}, info: [{name: a, value: b}]}`), /spec\.info has no effect yet/],
    ['an operation', `${application(`{${SPEC}}`)}operation: {sync: {}}\n`, /operation has no effect yet: .*app sync/],
    ['an interval of a generator', set(`{${GIT}, ${TEMPLATE}}`), /requeueAfterSeconds has no effect yet/],
    ['roles', project('roles: [{name: a}]'), /spec\.roles has no effect yet/],
    ['orphaned resources', project('orphanedResources: {warn: true}'), /orphanedResources has no effect yet/],
    ['an unchecked certificate', repository('insecure: true'), /spec\.insecure has no effect yet/],
    [
      'the same in a Secret',
      secret('repository', 'url: "https://g", insecure: "true"'),
      /insecure of .* no effect yet/,
    ],
    ['an unknown key', secret('repository', 'url: "https://g", colour: red'), /colour of .* no known key/],
    [
      'a pointer that is none',
      set(`{generators: [], ignoreApplicationDifferences: [{jsonPointers: [spec]}], ${TEMPLATE}}`),
      /jsonPointers\[0\] is no JSON pointer and ignores nothing/,
    ],
  ])('is warned about: %s', (_, text, message) => {
    expect(parse(text).ok).toBe(true);
    expect(warnings(text).join('\n')).toMatch(message);
  });

  it.each([
    [
      'jq',
      application(`{${SPEC}, ignoreDifferences: [{kind: A, jqPathExpressions: [.a, '.a[']}]}`),
      /it ends too early/,
    ],
    ['an SSH key', repository('sshPrivateKey: hunter2'), /sshPrivateKey is not there yet/],
    [
      'the same in a Secret',
      secret('repository', 'url: "https://g", sshPrivateKey: hunter2'),
      /sshPrivateKey of .* not there yet/,
    ],
    [
      'namespaces of a cluster',
      secret('cluster', 'server: "https://s", namespaces: a'),
      /namespaces of a cluster Secret/,
    ],
  ])('is refused where it would restrict or keep something: %s', (_, text, message) => {
    expect(problems(text).join('\n')).toMatch(message);
    expect(problems(text).join('\n')).not.toContain('hunter2');
  });

  it.each([
    ['sync options that hold', policy('syncOptions: [CreateNamespace=true, PruneLast=true, Prune=false]')],
    ['empty lists', set(`{generators: [], preservedFields: {annotations: []}, ${TEMPLATE}}`)],
    ['what is off', secret('repository', 'url: "https://g", insecure: "false", forceHttpBasicAuth: "true"')],
  ])('is not: %s', (_, text) => expect(warnings(text)).toEqual([]));
});

describe('other kinds', () => {
  it.each([
    [
      'a mistyped kind',
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProjct\nmetadata: {name: a}',
      /has no such kind \(did you mean AppProject\?\)/,
    ],
    [
      'another group',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}',
      /apps\/v1 is no API group that Wheelhouse keeps/,
    ],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}', /f\.yaml:1: kind is missing/],
    ['no name', 'apiVersion: v1\nkind: Secret\nmetadata: {}', /metadata\.name is missing/],
    [
      'a project with a broken window',
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {syncWindows: [{kind: allow}]}',
      /syncWindows\[0\].schedule is missing/,
    ],
    [
      'a project with signature keys',
      'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {signatureKeys: [{keyID: x}]}',
      /signatureKeys is not there yet/,
    ],
    [
      'a bad time zone',
      'apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata: {name: a}\nspec: {timeZone: Mars/X}',
      /"Mars\/X" is no time zone/,
    ],
    ['a text', 'just text', /the document is no object/],
  ])('%s is refused', (_, text, message) => expect(problems(text).join('\n')).toMatch(message));

  it('flattens lists and keeps the lines', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: b\n';
    const documents = parseDocuments(text, 'f');
    expect(
      documents.ok &&
        documents.value.map(({ object, line, lines }) => [object.metadata.name, line, lines?.get('metadata.name')]),
    ).toEqual([
      ['a', 4, 6],
      ['b', 7, 10],
    ]);
  });
});
