import { z } from 'zod';
import { ScmError } from './scm-error.ts';
import type { Trust } from './connections.ts';
import type { ReferencedData } from './scm-types.ts';

export const secretKeyRef = z.object({ secretName: z.string(), key: z.string() });
export const configMapKeyRef = z.object({ configMapName: z.string(), key: z.string() });
export const basicAuth = z.object({ username: z.string(), passwordRef: secretKeyRef.optional() });
export const bearerToken = z.object({ tokenRef: secretKeyRef.optional() });
export const trustFields = { insecure: z.boolean().default(false), caRef: configMapKeyRef.optional() };

type SecretKeyRef = z.infer<typeof secretKeyRef>;

/** What goes into the headers of a question, and what of it nobody may see. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** For hints: where they come from. */
  readonly said: string;
}

export const NOBODY: Credentials = { headers: {}, secrets: [], said: 'whether it can be read without a token' };

/** Nobody's where no Secret is named. */
export async function tokenCredentials(
  reference: SecretKeyRef | undefined,
  data: ReferencedData,
  headersOf: (token: string) => Readonly<Record<string, string>>,
): Promise<Credentials> {
  if (!reference) return NOBODY;
  const token = await secretValue(reference, data);
  return { headers: headersOf(token), secrets: [token], said: saidOf(reference) };
}

export const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

export const basic =
  (user: string) =>
  (password: string): Readonly<Record<string, string>> => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  });

/** A bearer token counts before a password, as in Argo CD. */
export async function eitherCredentials(
  config: {
    readonly basicAuth?: z.infer<typeof basicAuth> | undefined;
    readonly bearerToken?: z.infer<typeof bearerToken> | undefined;
  },
  data: ReferencedData,
): Promise<Credentials> {
  if (config.bearerToken) return tokenCredentials(config.bearerToken.tokenRef, data, bearer);
  if (config.basicAuth) return tokenCredentials(config.basicAuth.passwordRef, data, basic(config.basicAuth.username));
  return NOBODY;
}

async function secretValue({ secretName, key }: SecretKeyRef, data: ReferencedData): Promise<string> {
  const secret = await data.secret(secretName);
  if (!secret) throw noSecret(secretName);
  const value = Object.hasOwn(secret, key) ? secret[key]!.trim() : '';
  if (!value) throw new ScmError(`the Secret ${secretName} has no key ${key}`);
  if (/[\r\n\0]/.test(value))
    throw new ScmError(`the key ${key} of the Secret ${secretName} is no token: it has lines`);
  return value;
}

const saidOf = ({ secretName, key }: SecretKeyRef): string => `the key ${key} of the Secret ${secretName}`;

export const noSecret = (name: string): ScmError =>
  new ScmError(`there is no Secret ${name} that this set may use`, {
    hint: 'apply it, labelled argocd.argoproj.io/secret-type: scm-creds',
  });

export async function trustOf(
  config: { readonly insecure: boolean; readonly caRef?: z.infer<typeof configMapKeyRef> | undefined },
  data: ReferencedData,
): Promise<Trust> {
  const { insecure, caRef } = config;
  if (!caRef) return { insecure, ca: undefined };
  const found = await data.configMap(caRef.configMapName);
  if (!found)
    throw new ScmError(`there is no ConfigMap ${caRef.configMapName} that this set may use`, { hint: 'apply it' });
  const ca = Object.hasOwn(found, caRef.key) ? found[caRef.key] : undefined;
  if (!ca) throw new ScmError(`the ConfigMap ${caRef.configMapName} has no key ${caRef.key}`);
  return { insecure, ca };
}
