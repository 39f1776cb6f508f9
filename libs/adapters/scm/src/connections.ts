import { rootCertificates } from 'node:tls';
import { EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** Whom a connection trusts. */
export interface Trust {
  /** PEM of further authorities. */
  readonly ca: string | undefined;
  /** Any certificate will do. */
  readonly insecure: boolean;
}

export const TRUSTED: Trust = { insecure: false, ca: undefined };

/** Connections by whom they trust: `HTTPS_PROXY` and `NO_PROXY` count, and idle ones are closed by themselves. */
export class Connections {
  readonly #byTrust = new Map<string, Dispatcher>();
  readonly #rootCa: string | undefined;

  constructor(rootCa: string | undefined) {
    this.#rootCa = rootCa;
  }

  to({ ca, insecure }: Trust): Dispatcher {
    const key = JSON.stringify([ca, insecure]);
    const known = this.#byTrust.get(key);
    if (known) return known;
    const further = [this.#rootCa, ca].filter((one) => one !== undefined);
    const tls = {
      ...(further.length > 0 && { ca: [...rootCertificates, ...further] }),
      ...(insecure && { rejectUnauthorized: false }),
    };
    const made = new EnvHttpProxyAgent({
      connect: { timeout: 10_000, ...tls },
      requestTls: tls,
      keepAliveTimeout: 4_000,
    });
    this.#byTrust.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#byTrust.values()].map((one) => one.destroy()));
    this.#byTrust.clear();
  }
}
