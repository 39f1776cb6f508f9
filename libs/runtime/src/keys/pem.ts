export interface PemBlock {
  /** `RSA PRIVATE KEY` */
  readonly type: string;
  readonly der: Buffer;
  readonly pem: string;
}

/** RFC 7468: 64 characters a line. */
export function toPem(type: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n');
}

/** The first block of a text, whatever stands around it; undefined without one. */
export function firstPem(text: string): PemBlock | undefined {
  const begin = /-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text);
  if (!begin) return undefined;
  const [line, type = ''] = begin;
  const body = begin.index + line.length;
  const end = text.indexOf(`-----END ${type}-----`, body);
  if (end === -1) return undefined;
  const pem = `${text.slice(begin.index, end)}-----END ${type}-----\n`;
  return { type, der: Buffer.from(text.slice(body, end), 'base64'), pem };
}
