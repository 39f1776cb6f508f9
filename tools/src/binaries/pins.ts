import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The third-party programs that Wheelhouse runs; what is pinned of each is in `tools/binaries.json`. */
export const BINARIES = [
  'nats-server',
  'kustomize',
  'helm',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'kwok',
] as const;
export type BinaryName = (typeof BINARIES)[number];

export interface Release {
  /** Platforms (`linux-amd64`) for which the project publishes this program. */
  readonly platforms: readonly string[];
  readonly url: string;
  /** The release's own file of SHA-256 sums, or a file that holds only the sum. */
  readonly checksums?: string;
  /** Sums by platform, for a project that publishes none. */
  readonly sha256?: Readonly<Record<string, string>>;
  /** Path inside the archive; without it the download is the program itself. */
  readonly member?: string;
}

export interface GoBuild {
  /** Folder below `tools/go` with the `go.mod` and `go.sum` to build from. */
  readonly module: string;
  readonly package: string;
  /** String variables set at link time. */
  readonly link?: Readonly<Record<string, string>>;
  /** From nothing, on two cores. */
  readonly usualSeconds: number;
}

export interface Pin {
  readonly name: BinaryName;
  readonly version: string;
  /** Names a file, or a folder that holds a file of this name. */
  readonly environment: string;
  readonly versionCommand: readonly string[];
  /** Programs of one group are built as one file and share a folder in the cache. */
  readonly group?: string;
  readonly release?: Release;
  readonly go?: GoBuild;
}

const FILE = fileURLToPath(new URL('../../binaries.json', import.meta.url));
const raw = JSON.parse(readFileSync(FILE, 'utf8')) as Record<BinaryName, Omit<Pin, 'name'>>;

export function pinOf(name: BinaryName): Pin {
  return { name, ...raw[name] };
}

/** `linux-amd64`: the Go names, which all of these projects use for their releases. */
export function goPlatform(): string {
  return `${platform === 'win32' ? 'windows' : platform}-${arch === 'x64' ? 'amd64' : arch}`;
}

/** Fills `{version}`, `{platform}`, `{os}` and `{arch}`. */
export function fill(text: string, pin: Pin, on = goPlatform()): string {
  const [os = '', cpu = ''] = on.split('-');
  return text
    .replaceAll('{version}', pin.version)
    .replaceAll('{platform}', on)
    .replaceAll('{os}', os)
    .replaceAll('{arch}', cpu);
}
