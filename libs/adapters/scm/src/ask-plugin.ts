import type { PluginRequest } from '@wheelhouse/core-generate';
import { z } from 'zod';
import { withoutSlash } from './api-address.ts';
import { TRUSTED } from './connections.ts';
import { bearer } from './credentials.ts';
import { ScmClient } from './scm-client.ts';
import { ScmError } from './scm-error.ts';
import type { ScmHttp } from './scm-http.ts';
import type { Data, ReferencedData } from './scm-types.ts';

/** Where a token is that names no Secret. */
const ARGO_SECRET = 'argocd-secret';
const MAX_TIMEOUT_S = 600;

/** An empty list of Go is `null`; none at all is a mistake, which must not take everything away. */
const answer = z.object({ output: z.object({ parameters: z.array(z.unknown()).nullable() }) });

/**
 * `POST <baseUrl>/api/v1/getparams.execute` with what the generator gives, as Argo CD asks its plugins. Where it is and with
 * which token stands in the ConfigMap, which only admins write: it may be anywhere.
 */
export async function askPlugin(
  { configMapRef, applicationSetName, parameters }: PluginRequest,
  http: ScmHttp,
  data: ReferencedData,
): Promise<readonly unknown[]> {
  const config = await data.configMap(configMapRef);
  if (!config)
    throw new ScmError(`plugin: there is no ConfigMap ${configMapRef} that this set may use`, { hint: 'apply it' });
  const token = await tokenOf(configMapRef, config, data);
  const client = new ScmClient({
    http,
    who: 'plugin',
    base: baseOf(configMapRef, config),
    headers: { accept: 'application/json', ...bearer(token) },
    trust: TRUSTED,
    secrets: [token],
    credentials: `the token that the ConfigMap ${configMapRef} names`,
    timeoutMs: timeoutOf(configMapRef, config),
  });
  const question = { applicationSetName, input: { parameters } };
  const { output } = await client.post('api/v1/getparams.execute', answer, question);
  return output.parameters ?? [];
}

function baseOf(name: string, { baseUrl = '' }: Data): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return withoutSlash(url.href);
  throw new ScmError(`plugin: the ConfigMap ${name} has no address under baseUrl`, {
    hint: 'for example http://plugin.tools.svc.cluster.local',
  });
}

/** In whole seconds. */
function timeoutOf(name: string, { requestTimeout = '' }: Data): number | undefined {
  if (requestTimeout === '') return undefined;
  const seconds = /^\d{1,5}$/.test(requestTimeout) ? Number(requestTimeout) : NaN;
  if (seconds === 0) return undefined;
  if (seconds <= MAX_TIMEOUT_S) return seconds * 1000;
  throw new ScmError(`plugin: requestTimeout of the ConfigMap ${name} is no number of seconds up to ${MAX_TIMEOUT_S}`);
}

/** `$key` of `argocd-secret`, or `$secret:key`. */
async function tokenOf(name: string, { token = '' }: Data, data: ReferencedData): Promise<string> {
  const found = /^\$(?:([^:]+):)?(.+)$/.exec(token);
  if (!found)
    throw new ScmError(`plugin: token of the ConfigMap ${name} names no key of a Secret`, {
      hint: 'write $key, or $secret:key; the token itself does not belong there',
    });
  const [, secretName = ARGO_SECRET, key] = found;
  const secret = await data.secret(secretName);
  if (!secret)
    throw new ScmError(`plugin: there is no Secret ${secretName} that this set may use`, {
      hint: 'apply it, labelled app.kubernetes.io/part-of: argocd',
    });
  const value = Object.hasOwn(secret, key!) ? secret[key!]!.trim() : '';
  if (value && !/[\r\n\0]/.test(value)) return value;
  throw new ScmError(`plugin: the Secret ${secretName} has no token under ${key}`);
}
