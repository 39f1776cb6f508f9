import type { Problem, Result } from '@wheelhouse/core-domain';
import type { Clock } from '@wheelhouse/runtime';
import type { AwsSurroundings } from './aws/aws-credentials.ts';

/** Texts by key: the data of a Secret or ConfigMap. */
export type Data = Readonly<Record<string, string>>;

/** Where the Secrets and ConfigMaps are that generators name: those that the set may use. Undefined: there is none. */
export interface ReferencedData {
  secret(name: string): Promise<Data | undefined>;
  configMap(name: string): Promise<Data | undefined>;
}

/** Why there is no answer; `retryAfterMs`: the provider asked to be left alone for so long. */
export interface ScmFailure {
  readonly problems: Problem[];
  readonly retryAfterMs?: number;
}

export type ScmAnswer<T> = Result<T, ScmFailure>;

export interface ScmOptions {
  readonly clock: Clock;
  /**
   * Addresses that an `api` field may name, besides the providers' public ones; `*` alone allows all. Tokens go nowhere else, and
   * nobody can make the hub knock at other doors.
   */
  readonly allowedProviders: readonly string[];
  /** PEM of authorities that are trusted besides the system's. */
  readonly rootCa?: string;
  /** One request; default 30 s. */
  readonly timeoutMs?: number;
  /** One answer; default 16 MiB. */
  readonly maxBodyBytes?: number;
  /** All answers that are kept to be asked for conditionally; default 64 MiB. */
  readonly cacheBytes?: number;
  /** Whose AWS identity it is; nobody's by default. */
  readonly aws?: AwsSurroundings;
  /** Public addresses, where a test stands in for them. */
  readonly addresses?: Partial<PublicAddresses>;
}

/** Where a provider is asked when a set names no `api`. */
export interface PublicAddresses {
  readonly github: string;
  readonly gitlab: string;
  readonly bitbucket: string;
  readonly azureDevOps: string;
}

export const PUBLIC_ADDRESSES: PublicAddresses = {
  github: 'https://api.github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://api.bitbucket.org/2.0',
  azureDevOps: 'https://dev.azure.com',
};
