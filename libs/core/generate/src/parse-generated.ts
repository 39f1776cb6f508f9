import {
  err,
  isMap,
  parseApplication,
  type Application,
  type KubeObject,
  type Parsed,
  type Result,
} from '@wheelhouse/core-domain';

/** An Application from what a template gave, and what is wrong with it in words that name it. */
export function parseGenerated(object: KubeObject): Result<Parsed<Application>> {
  const spec = object['spec'];
  if (isMap(spec) && spec['project'] === '') {
    const hint = 'the project that everybody has is default';
    return err([{ code: 'MISSING_FIELD', message: 'spec.project is empty', where: 'spec.project', hint }]);
  }
  const name = nameOf(object);
  return parseApplication(object, { locate: (path) => (name ? `Application ${name}: ${path}` : path) });
}

export const nameOf = (object: KubeObject): string =>
  typeof object.metadata.name === 'string' ? object.metadata.name : '';
