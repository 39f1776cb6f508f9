import {
  APPLICATIONS_SYNC,
  type ApplicationSet,
  type IgnoreApplicationDifference,
  type RawTemplate,
} from './application-set.ts';
import type { FieldPath } from './field-path.ts';
import { Fields, isMap, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { compileJqPath } from './jq-path.ts';
import { readApplication } from './parse-application.ts';
import { readGenerator } from './parse-generator.ts';
import { readMetadata } from './parse-metadata.ts';
import type { Result } from './result.ts';

const MISSING_KEY_OPTIONS = ['missingkey=default', 'missingkey=invalid', 'missingkey=zero', 'missingkey=error'];

/** An ApplicationSet from its JSON. Its template stays raw, without the fields that an Application does not have. */
export function parseApplicationSet(object: unknown, options: ParseOptions = {}): Result<Parsed<ApplicationSet>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const { finalizers: _finalizers, ...metadata } = readMetadata(root);
  const spec = root.fields('spec');
  if (!spec) issues.error('MISSING_FIELD', ['spec'], 'is missing');
  root.ignore('apiVersion', 'kind', 'status').done();
  return issues.result({ metadata, spec: readSpec(spec ?? new Fields({}, ['spec'], new Issues({}))) });
}

function readSpec(fields: Fields): ApplicationSet['spec'] {
  const generators = fields.each('generators', (item) => readGenerator(item));
  if (!fields.has('generators')) fields.issues.error('MISSING_FIELD', fields.at('generators'), 'is missing');
  const template = fields.map('template');
  if (!template) fields.issues.error('MISSING_FIELD', fields.at('template'), 'is missing');
  const templatePatch = fields.string('templatePatch');
  const spec = {
    goTemplate: fields.boolean('goTemplate') ?? false,
    goTemplateOptions: readTemplateOptions(fields),
    generators,
    template: template ? pruned(template, fields.at('template'), fields.issues) : {},
    ...(templatePatch !== undefined && { templatePatch }),
    syncPolicy: readSyncPolicy(fields.fields('syncPolicy')),
    preservedFields: readPreserved(fields.fields('preservedFields')),
    ignoreApplicationDifferences: fields.each('ignoreApplicationDifferences', readIgnored),
  };
  readStrategy(fields.fields('strategy'));
  // Nested selectors always apply; Argo CD itself does not look at it any more.
  fields.ignore('applyNestedSelectors').done();
  return spec;
}

/** Argo CD panics on an unknown option; here it is an error. */
function readTemplateOptions(fields: Fields): string[] {
  const options = fields.strings('goTemplateOptions');
  options.forEach((option, index) => {
    if (MISSING_KEY_OPTIONS.includes(option)) return;
    const path = [...fields.at('goTemplateOptions'), index];
    fields.issues.error(
      'INVALID_FIELD',
      path,
      `${JSON.stringify(option.slice(0, 80))} is no option`,
      MISSING_KEY_OPTIONS.join(', '),
    );
  });
  return options;
}

function readSyncPolicy(fields: Fields | undefined): ApplicationSet['spec']['syncPolicy'] {
  const applicationsSync = fields?.oneOf('applicationsSync', APPLICATIONS_SYNC);
  const policy = {
    preserveResourcesOnDeletion: fields?.boolean('preserveResourcesOnDeletion') ?? false,
    ...(applicationsSync && { applicationsSync }),
  };
  fields?.done();
  return policy;
}

function readPreserved(fields: Fields | undefined): ApplicationSet['spec']['preservedFields'] {
  const preserved = { annotations: fields?.strings('annotations') ?? [], labels: fields?.strings('labels') ?? [] };
  fields?.done();
  return preserved;
}

function readIgnored(fields: Fields): IgnoreApplicationDifference {
  const name = fields.string('name');
  const jsonPointers = fields.strings('jsonPointers');
  const jqPathExpressions = fields.strings('jqPathExpressions');
  jsonPointers.forEach((pointer, index) => {
    if (pointer.startsWith('/')) return;
    const path = [...fields.at('jsonPointers'), index];
    fields.issues.warn('INVALID_FIELD', path, 'is no JSON pointer and ignores nothing', 'begin it with a slash');
  });
  jqPathExpressions.forEach((expression, index) => {
    const compiled = compileJqPath(expression);
    if (compiled.ok) return;
    fields.issues.error('INVALID_FIELD', [...fields.at('jqPathExpressions'), index], compiled.error);
  });
  fields.done();
  return { ...(name && { name }), jsonPointers, jqPathExpressions };
}

const ALL_AT_ONCE = 'take the strategy out: then all Applications of the set are synced at once';

/** Silently treating a rolling sync as "all at once" would be the opposite of what was asked for. */
function readStrategy(fields: Fields | undefined): void {
  if (!fields) return;
  const type = fields.oneOf('type', ['AllAtOnce', 'RollingSync']);
  if (type === 'RollingSync' && !fields.has('rollingSync')) {
    fields.issues.error(
      'NOT_SUPPORTED',
      fields.at('type'),
      'RollingSync is not there yet: progressive rollouts are not there yet',
      ALL_AT_ONCE,
    );
  }
  if (fields.has('rollingSync'))
    fields.issues.error(
      'NOT_SUPPORTED',
      fields.at('rollingSync'),
      'is not there yet: progressive rollouts are not there yet',
      ALL_AT_ONCE,
    );
  if (fields.oneOf('deletionOrder', ['AllAtOnce', 'Reverse']) === 'Reverse') {
    fields.issues.error(
      'NOT_SUPPORTED',
      fields.at('deletionOrder'),
      'Reverse is not there yet: progressive rollouts are not there yet',
      ALL_AT_ONCE,
    );
  }
  fields.done();
}

/**
 * The template without fields that no Application has, each of them reported: as an API server prunes them, nothing in
 * them is ever rendered. All else is checked when it is rendered, since any text may be a template.
 */
function pruned(template: RawTemplate, path: FieldPath, issues: Issues): RawTemplate {
  const found = new Issues({});
  readApplication(new Fields({ metadata: { name: 'x' }, ...template }, path, found));
  if (found.unknown.length === 0) return template;
  const copy = structuredClone(template) as Record<string, unknown>;
  for (const unknown of found.unknown) {
    issues.unknownField(unknown, found.knownAt(unknown));
    remove(copy, unknown.slice(path.length));
  }
  return copy;
}

function remove(root: Record<string, unknown>, path: FieldPath): void {
  let at: unknown = root;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  if (isMap(at)) delete (at as Record<string, unknown>)[String(path[path.length - 1])];
}
