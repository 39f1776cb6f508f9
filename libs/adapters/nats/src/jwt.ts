import { createHash } from 'node:crypto';
import { base32, signWithSeed } from './nkey.ts';
import type { NkeyPair } from './nkey.ts';

/** The claims of NATS JWTs, version 2 (https://github.com/nats-io/jwt). Times are seconds since 1970. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp?: number;
  readonly name: string;
  readonly nats: Readonly<Record<string, unknown>>;
}

export interface JwtContent {
  readonly subject: string;
  readonly name: string;
  readonly issuedAt: number;
  readonly expiresAt?: number;
  readonly nats: Readonly<Record<string, unknown>>;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = part({ typ: 'JWT', alg: 'ed25519-nkey' });

/** The same content gives the same text. */
export function issueJwt(issuer: NkeyPair, content: JwtContent): string {
  const claims: Claims = {
    iat: content.issuedAt,
    iss: issuer.publicKey,
    sub: content.subject,
    name: content.name,
    nats: { ...content.nats, version: 2 },
    ...(content.expiresAt === undefined ? {} : { exp: content.expiresAt }),
  };
  const jti = base32(createHash('sha256').update(JSON.stringify(claims)).digest());
  const text = `${HEADER}.${part({ ...claims, jti })}`;
  return `${text}.${Buffer.from(signWithSeed(issuer.seed, Buffer.from(text))).toString('base64url')}`;
}

/** Reads the claims; checks no signature. Throws for a text that is no JWT, without repeating it. */
export function readClaims(jwt: string): Claims {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;
  } catch (error) {
    throw new TypeError('not a JWT', { cause: error });
  }
}

/** Seconds since 1970 at which a JWT was issued, as the server compares them when it revokes. */
export const jwtIssuedAt = (jwt: string): number => readClaims(jwt).iat;

/** Milliseconds since 1970 at which a JWT ends; undefined for never. */
export function jwtExpiry(jwt: string): number | undefined {
  const { exp } = readClaims(jwt);
  return exp === undefined ? undefined : exp * 1000;
}
