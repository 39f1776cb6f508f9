import { readFile } from 'node:fs/promises';
import { ScmProviders, type Data, type ReferencedData, type ScmAnswer } from '@wheelhouse/adapter-scm';
import { isMap, type KubeObject } from '@wheelhouse/core-domain';
import {
  pluginKey,
  pullRequestsKey,
  repositoriesKey,
  type FactsRequest,
  type GatheredFacts,
} from '@wheelhouse/core-generate';
import { systemClock } from '@wheelhouse/runtime';
import { badInput } from './bad-input.ts';

/**
 * Providers and plugins, asked from here: with the Secrets and ConfigMaps of the files, whatever they are labelled. It is a person's
 * own machine and own files, so that any address may be asked.
 */
export class RemoteSources {
  readonly #providers: ScmProviders;
  readonly #data: ReferencedData;

  constructor(objects: readonly KubeObject[], env: Readonly<Record<string, string | undefined>>) {
    this.#data = dataOf(objects);
    this.#providers = new ScmProviders({
      clock: systemClock,
      allowedProviders: ['*'],
      aws: { env, readFile: (path) => readFile(path, 'utf8') },
    });
  }

  /** One after the other: the first that fails ends the command. */
  async gather({ plugins, repositories, pullRequests }: FactsRequest): Promise<GatheredFacts> {
    const [providers, data] = [this.#providers, this.#data];
    return {
      plugins: await answers(plugins, pluginKey, (one) => providers.plugin(one, data)),
      repositories: await answers(repositories, repositoriesKey, (one) => providers.repositories(one, data)),
      pullRequests: await answers(pullRequests, pullRequestsKey, (one) => providers.pullRequests(one, data)),
    };
  }

  async close(): Promise<void> {
    await this.#providers.close();
  }
}

async function answers<R, T>(
  requests: readonly R[],
  keyOf: (request: R) => string,
  ask: (request: R) => Promise<ScmAnswer<T>>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (const request of requests) {
    const answer = await ask(request);
    if (!answer.ok) throw badInput(answer.error.problems);
    found.set(keyOf(request), answer.value);
  }
  return found;
}

function dataOf(objects: readonly KubeObject[]): ReferencedData {
  const named = (kind: string, name: string): KubeObject | undefined =>
    objects.find((one) => one.apiVersion === 'v1' && one.kind === kind && one.metadata.name === name);
  return {
    secret: async (name) => secretData(named('Secret', name)),
    configMap: async (name) => textsOf(named('ConfigMap', name)?.['data']),
  };
}

function secretData(secret: KubeObject | undefined): Data | undefined {
  if (!secret) return undefined;
  const encoded = Object.entries(textsOf(secret['data']) ?? {});
  const plain = textsOf(secret['stringData']);
  return {
    ...Object.fromEntries(encoded.map(([key, text]) => [key, Buffer.from(text, 'base64').toString()])),
    ...plain,
  };
}

const textsOf = (value: unknown): Data | undefined =>
  isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : undefined;
