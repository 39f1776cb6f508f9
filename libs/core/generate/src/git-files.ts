import { err, isMap, ok, parseYaml, type GitGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { sanitizeName, type Params } from '@wheelhouse/core-template';
import { filesKey, type FilesRequest, type GenerateSettings } from './facts.ts';
import { compileDoublestar, compilePathspec } from './file-patterns.ts';
import { flatten } from './flatten.ts';
import { generatorProblem, type Environment, type ParamSet } from './generator.ts';
import { directoryParams, pathParams, pathTypes } from './git-paths.ts';
import { pathChoice, type PathChoice } from './path-choice.ts';
import { allWithValues } from './values.ts';

/**
 * `git` with `files`: the maps of each chosen file, in the order of the paths, with what the file is called. A member `path`
 * of a file gives way to the file's own path.
 */
export function fromFiles(spec: GitGenerator, environment: Environment): Result<ParamSet[], Problem[]> {
  const { facts, settings, goTemplate } = environment;
  const files = facts.files?.get(filesKey(spec));
  if (!files)
    return err([generatorProblem(environment, `the files of ${spec.repoURL} at ${spec.revision} are not known`)]);
  const typed = pathTypes(spec.pathParamPrefix, goTemplate);
  const sets: ParamSet[] = [];
  for (const path of [...files.keys()].sort()) {
    const maps = mapsOf(files.get(path)!, path);
    if (!maps.ok) return err(maps.error.map((problem) => ({ ...problem, where: environment.path })));
    const described = pathParams(fileParams(path), spec.pathParamPrefix, goTemplate);
    for (const map of maps.value) {
      const content = goTemplate ? map : flatten(map, settings.numberFormat);
      sets.push({ params: withMembers(content, described), typed });
    }
  }
  return allWithValues(sets, spec.values, environment);
}

/** Not an assignment by name: `__proto__` is a key like any other. */
const withMembers = (content: Params, more: Params): Params =>
  Object.fromEntries([...Object.entries(content), ...Object.entries(more)]);

function fileParams(file: string): Params {
  const slash = file.lastIndexOf('/');
  const filename = file.slice(slash + 1);
  const directory = directoryParams(slash < 0 ? '.' : file.slice(0, slash));
  return { ...directory, filename, filenameNormalized: sanitizeName(filename) };
}

/** One map, or each of a list of maps, of the first document; an empty file is an empty map. */
function mapsOf(text: string, path: string): Result<readonly Params[], Problem[]> {
  const read = readDocument(text, path);
  if (!read.ok) return read;
  const { value } = read;
  if (isMap(value)) return ok([value]);
  if (value === null) return ok([{}]);
  if (Array.isArray(value) && value.every((item) => item === null || isMap(item)))
    return ok(value.map((item) => (item ?? {}) as Params));
  const message = `${path} holds neither a map nor a list of maps`;
  return err([{ code: 'GENERATOR_ERROR', message }]);
}

function readDocument(text: string, path: string): Result<unknown, Problem[]> {
  const json = plainJson(text);
  if (json !== undefined) return ok(json);
  if (parsedTexts.has(text)) return ok(parsedTexts.get(text));
  const parsed = parseYaml(firstDocument(text), path, { duplicateKeys: 'last' });
  if (!parsed.ok) return err(parsed.error.map((one) => ({ ...one, message: `${one.where ?? path}: ${one.message}` })));
  const value = parsed.value[0]?.value ?? null;
  remember(text, value);
  return ok(value);
}

/** YAML is read slowly, and a commit changes few of many files: what was read last is kept. Nobody changes parameters. */
const parsedTexts = new Map<string, unknown>();
let parsedLength = 0;
const MAX_PARSED_LENGTH = 4 * 1024 * 1024;

function remember(text: string, value: unknown): void {
  if (text.length > MAX_PARSED_LENGTH / 4) return;
  parsedLength += text.length;
  if (parsedLength > MAX_PARSED_LENGTH) {
    parsedTexts.clear();
    parsedLength = text.length;
  }
  parsedTexts.set(text, value);
}

/** Most files are JSON, which is read a hundred times faster as what it is. Numbers that may be infinite are left to YAML's reader. */
function plainJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || /\d{300}|[eE]\+?\d{3}/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Only the first counts, and what is wrong with a later one does not matter. */
function firstDocument(text: string): string {
  const lines = text.split('\n');
  const begins = lines.findIndex((line) => !/^\s*(?:#.*|%.*)?$/.test(line));
  const after = /^---(?:\s|$)/.test(lines[begins] ?? '') ? begins + 1 : begins;
  const end = lines.findIndex((line, index) => index >= after && index > 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(line));
  return end < 0 ? text : lines.slice(0, end).join('\n');
}

/** Which files a generator reads. */
export function compileFileChoice(
  request: Pick<FilesRequest, 'files'>,
  settings: GenerateSettings = {},
): Result<PathChoice, Problem[]> {
  const problems: Problem[] = [];
  const patterns = request.files.flatMap(({ path, exclude }) => {
    const compiled = settings.newGitFileGlobbing ? compileDoublestar(path) : compilePathspec(path);
    if (compiled.ok) return [{ exclude, pattern: compiled.value }];
    const message = `the pattern ${JSON.stringify(path)} of files ${compiled.error}`;
    problems.push({ code: 'GENERATOR_ERROR', message, where: 'spec.generators' });
    return [];
  });
  return problems.length > 0 ? err(problems) : ok(pathChoice(patterns));
}

/** The files that a generator reads, of all files of the tree; sorted. */
export function chosenFiles(
  all: Iterable<string>,
  request: Pick<FilesRequest, 'files'>,
  settings: GenerateSettings = {},
): Result<string[], Problem[]> {
  const takes = compileFileChoice(request, settings);
  return takes.ok ? ok([...new Set(all)].filter(takes.value.takes).sort()) : takes;
}
