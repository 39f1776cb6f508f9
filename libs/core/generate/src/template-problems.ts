import {
  isMap,
  pathText,
  type ApplicationSet,
  type FieldPath,
  type Generator,
  type Problem,
} from '@wheelhouse/core-domain';
import { compile, fastTemplate } from '@wheelhouse/core-template';

/**
 * What of a set's templates cannot be read, whatever the parameters are: `expand` finds it only where there is something to
 * render. Children of a matrix or merge are looked at when it is their turn.
 */
export function templateProblems(set: ApplicationSet): readonly Problem[] {
  const { goTemplate, template, templatePatch, generators } = set.spec;
  const problems: Problem[] = [];
  const look = (value: unknown, path: FieldPath): void => {
    if (typeof value === 'string') problems.push(...problemOf(value, path, goTemplate));
    else if (Array.isArray(value)) value.forEach((item, index) => look(item, [...path, index]));
    else if (isMap(value))
      for (const [key, inner] of Object.entries(value)) {
        look(key, [...path, key]);
        look(inner, [...path, key]);
      }
  };
  look(template, ['spec', 'template']);
  look(templatePatch, ['spec', 'templatePatch']);
  generators.forEach((entry, index) => {
    for (const [name, generator] of Object.entries(entry) as [
      keyof Generator,
      { template?: unknown; values?: unknown },
    ][]) {
      if (name === 'selector') continue;
      look(generator.template, ['spec', 'generators', index, name, 'template']);
      look(generator.values, ['spec', 'generators', index, name, 'values']);
    }
  });
  return problems;
}

function problemOf(text: string, path: FieldPath, goTemplate: boolean): Problem[] {
  const compiled = goTemplate ? compile(text) : fastTemplate(text, {});
  if (compiled.ok) return [];
  return [{ code: 'TEMPLATE_ERROR', message: `the template fails at ${compiled.error}`, where: pathText(path) }];
}
