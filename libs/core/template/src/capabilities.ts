import { TemplateError } from './template-error.ts';

/** What a certificate is made from, as sprig's functions take it. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly ips: readonly string[];
  readonly dnsNames: readonly string[];
  readonly days: number;
  readonly isAuthority: boolean;
  /** PEM of the subject's key; a new one is made without it. */
  readonly key?: string;
  /** Who signs; the certificate signs itself without it. */
  readonly signer?: Certificate;
}

/** Both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Keys and certificates. Each may throw an Error, whose message becomes the template's error. */
export interface KeyMaker {
  bcrypt(password: string): string;
  /** PEM of a new key: `rsa`, `dsa`, `ecdsa` or `ed25519`. */
  privateKey(type: string): string;
  certificate(request: CertificateRequest): Certificate;
}

/**
 * What a template cannot have from its parameters alone. Without one of these, the functions that need it are refused by name:
 * they would give something else at every expansion, and change Applications that nobody changed.
 */
export interface Capabilities {
  /** The time in milliseconds since 1970. */
  readonly now?: () => number;
  /** That many random bytes. */
  readonly random?: (count: number) => Uint8Array;
  readonly keys?: KeyMaker;
  /** Throws an Error unless both are PEM of what they should be. It gives the same each time, but has to read certificates. */
  readonly checkPair?: (pair: Certificate) => void;
}

const CHANGES = 'and is refused here: the same facts would give another Application at each expansion';

const REASONS: Readonly<Record<keyof Capabilities, string>> = {
  now: `needs a clock ${CHANGES}`,
  random: `needs chance ${CHANGES}`,
  keys: `makes a new secret each time ${CHANGES}`,
  checkPair: 'needs somebody who reads certificates, and there is none here',
};

/** The capability, or the reason why the function cannot be used here. */
export function required<K extends keyof Capabilities>(given: Capabilities, name: K): NonNullable<Capabilities[K]> {
  const capability = given[name];
  if (capability) return capability;
  throw new TemplateError(`it ${REASONS[name]}`);
}
