import fc from 'fast-check';
import { decodeJoinToken, encodeJoinToken } from './join-token.ts';
import { trustSetMessage } from './requests.ts';
import type { TrustSet } from './requests.ts';
import { rootFingerprint, signTrustSet, verifyTrustSet } from './trust.ts';
import { joinTokens } from './testdata/arbitraries.ts';
import { signer, verifier } from './testdata/ports.ts';
import { fromBase64url, toBase64url } from './wire/base64url.ts';

const root = signer('root', 7);
const stranger = signer('root', 8);
const trust = (version: number, fill = 1): TrustSet => ({
  hub: 'hub-1',
  version,
  keys: [{ id: 'key-1', publicKey: new Uint8Array(32).fill(fill) }],
});
const expected = { rootFingerprint: rootFingerprint(root.publicKey), hub: 'hub-1' };

it('a trust set is accepted first, again, and in a newer version', () => {
  expect(verifyTrustSet(signTrustSet(trust(2), root), expected, verifier)).toEqual({ ok: true, value: trust(2) });
  for (const version of [2, 3]) {
    const signed = signTrustSet(trust(version), root);
    expect(verifyTrustSet(signed, { ...expected, known: trust(2) }, verifier)).toMatchObject({ ok: true });
  }
});

it.each([
  ['of another root', signTrustSet(trust(3), stranger), /another root key/],
  ['that was changed', { ...signTrustSet(trust(3), root), body: trustSetMessage.encode(trust(4)) }, /valid signature/],
  ['of another hub', signTrustSet({ ...trust(3), hub: 'hub-2' }, root), /is of hub hub-2, not of hub-1/],
  ['of an older version', signTrustSet(trust(1), root), /version 1, before the accepted 2/],
  ['of the same version with other keys', signTrustSet(trust(2, 9), root), /and other keys/],
])('a trust set %s is refused', (...[, signed, message]) => {
  const verified = verifyTrustSet(signed, { ...expected, known: trust(2) }, verifier);
  expect(verified.ok ? 'accepted' : verified.error[0]?.message).toMatch(message);
});

it('a join token is one word that comes back as it was, also with white space around it', () => {
  fc.assert(
    fc.property(joinTokens, (token) => {
      const text = encodeJoinToken(token);
      expect(text).toMatch(/^whj1\.[\w-]+$/);
      expect(decodeJoinToken(` ${text}\n`)).toEqual({ ok: true, value: token });
    }),
  );
});

it.each([
  ['nothing', ''],
  ['something else', 'ghp_abcdefgh'],
  ['a part of one', 'whj1.AAAA'],
  ['with characters that do not belong', 'whj1.a+b/'],
])('a join token that is %s says what to do, and does not repeat it', (_, text) => {
  const decoded = decodeJoinToken(text);
  expect(decoded).toMatchObject({ ok: false, error: [{ hint: expect.stringContaining('cluster join') }] });
  if (text) expect(JSON.stringify(decoded)).not.toContain(text);
});

it('base64url is that of RFC 4648, and only one text means one value', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['A', 'AB', 'AAB', 'A=', 'A A']) expect(() => fromBase64url(text)).toThrow();
});
