import { fn, type FunctionTable, type TemplateFunction } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { GoInt, GoObject, int, typeName, type Value } from '../values.ts';
import { checkConstraint } from './semver-constraint.ts';
import { compareVersions, parseVersion, versionText, type Version } from './version.ts';

const uint64 = (value: bigint): GoInt => new GoInt(value, 'uint64');

/** What `semver` returns; its methods are those that a template can call. */
export class GoVersion extends GoObject<TemplateFunction> {
  readonly version: Version;
  readonly kind: 'ptr' | 'struct';
  readonly #original: string;

  constructor(version: Version, original: string, kind: 'ptr' | 'struct' = 'ptr') {
    super();
    this.version = version;
    this.#original = original;
    this.kind = kind;
  }

  get type(): string {
    return this.kind === 'ptr' ? '*semver.Version' : 'semver.Version';
  }

  get members(): ReadonlyMap<string, TemplateFunction> {
    const { parts, pre, metadata } = this.version;
    const compare = (test: (order: number) => Value): TemplateFunction =>
      fn(['any'], (_, other) => test(compareVersions(this.version, versionOf(other))));
    return new Map<string, TemplateFunction>([
      ['Major', fn([], () => uint64(parts[0]))],
      ['Minor', fn([], () => uint64(parts[1]))],
      ['Patch', fn([], () => uint64(parts[2]))],
      ['Prerelease', fn([], () => pre)],
      ['Metadata', fn([], () => metadata)],
      ['Original', fn([], () => this.#original)],
      ['String', fn([], () => this.text())],
      ['Compare', compare((order) => int(order))],
      ['Equal', compare((order) => order === 0)],
      ['LessThan', compare((order) => order < 0)],
      ['LessThanEqual', compare((order) => order <= 0)],
      ['GreaterThan', compare((order) => order > 0)],
      ['GreaterThanEqual', compare((order) => order >= 0)],
      ['IncMajor', fn([], () => this.#next([parts[0] + 1n, 0n, 0n]))],
      ['IncMinor', fn([], () => this.#next([parts[0], parts[1] + 1n, 0n]))],
      ['IncPatch', fn([], () => this.#next([parts[0], parts[1], pre === '' ? parts[2] + 1n : parts[2]]))],
    ]);
  }

  #next(parts: Version['parts']): GoVersion {
    const version = { parts, pre: '', metadata: '' };
    return new GoVersion(version, (this.#original.startsWith('v') ? 'v' : '') + versionText(version), 'struct');
  }

  text(): string {
    return versionText(this.version);
  }

  json(): unknown {
    return this.text();
  }
}

function versionOf(value: Value): Version {
  if (value instanceof GoVersion && value.kind === 'ptr') return value.version;
  throw new TemplateError(`wrong type for value; expected *semver.Version; got ${typeName(value)}`);
}

export const semverFunctions: FunctionTable = {
  semver: fn(
    ['string'],
    (context, text) =>
      new GoVersion(
        parseVersion(text, (count) => context.step(count)),
        text,
      ),
  ),
  semverCompare: fn(['string', 'string'], (context, constraint, version) => {
    const step = (count: number): void => context.step(count);
    return checkConstraint(constraint, () => parseVersion(version, step), step);
  }),
};
