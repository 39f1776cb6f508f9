import { Option } from 'commander';
import { parseFormat, type Format, type Streams } from './output.ts';

/** What a command may touch. */
export interface Surroundings {
  /** The path of a kustomize binary. */
  readonly kustomize: () => Promise<string>;
  readonly streams: Streams;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export const formatOf = (options: { output?: string }): Format => parseFormat(options.output);

export const outputOption = (): Option => new Option('-o, --output <format>', 'json, yaml, wide or name');
