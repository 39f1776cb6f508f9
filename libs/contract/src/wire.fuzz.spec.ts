import { describeProblem, digestText, type Problem, type Result } from '@wheelhouse/core-domain';
import { fuzz, FUZZ_RUNS, mutatedBytes, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { MAX_BLOB_BYTES, blobMessage, openBlob, packBlob } from './blob.ts';
import { bundleFromBlobs, bundleToBlobs } from './bundle-blobs.ts';
import { decodeJoinToken, encodeJoinToken } from './join-token.ts';
import { applyDelta, diffManifest } from './manifest-delta.ts';
import { decodeManifestHeaders, headerNames } from './manifest-headers.ts';
import { deltaMessage } from './manifest-message.ts';
import { parseClusterSubject, parseJoinSubject, askerOf } from './subjects.ts';
import * as requests from './requests.ts';
import { openDelta, openManifest, sealManifest } from './sealed-manifest.ts';
import { statusMessage } from './status.ts';
import { StatusHashSum } from './status-hash.ts';
import { allMessages } from './testdata/all-messages.ts';
import * as any from './testdata/arbitraries.ts';
import { noCompressor as compressor, runLengths, signer, verifier } from './testdata/ports.ts';
import { verifyTrustSet, signTrustSet, rootFingerprint } from './trust.ts';

const LONG = 600_000;
const SAMPLES = { numRuns: 25, seed: 20_261_121 };

const DIGEST_OF_EMPTY = digestText('[]');
function demandUseful(result: Result<unknown, readonly Problem[]>): void {
  if (result.ok) return;
  const words = result.error.map(describeProblem).join('; ');
  if (result.error.length === 0 || !result.error.every(({ where }) => where)) throw new Error(`no place: ${words}`);
  if (words.length > 4000) throw new Error(`${words.length} characters: ${words.slice(0, 200)}`);
}

/** Not the smallest, which say little, nor the largest, which take long. */
const small = (samples: readonly Uint8Array[]): Uint8Array[] =>
  [...samples].sort((a, b) => a.length - b.length).slice(samples.length >> 2, samples.length >> 1);

describe('bad input by the thousand', () => {
  it.each(allMessages)(
    '%s off the wire: what it says, or an error with the field',
    (name, message, values) => {
      const samples = small(fc.sample(values, SAMPLES).map((value) => message.encode(value)));
      fuzz(mutatedBytes(...samples), (bytes) => {
        const decoded = message.decode(bytes);
        demandUseful(decoded);
        if (!decoded.ok) return decoded.error[0]!.where!.startsWith(name);
        // What was understood is no larger than what came, and can be said again.
        return message.encode(decoded.value).length <= 4 * bytes.length + 64;
      });
    },
    LONG,
  );

  it(
    'a report with any target: its hash is kept without an error',
    () => {
      const samples = small(fc.sample(any.reports, SAMPLES).map((value) => statusMessage.encode(value)));
      fuzz(mutatedBytes(...samples), (bytes) => {
        const decoded = statusMessage.decode(bytes);
        return !decoded.ok || /^[0-9a-f]{32}$/.test(StatusHashSum.of(decoded.value.targets).value);
      });
    },
    LONG,
  );

  const key = signer('key-1', 1);
  const trust: requests.TrustSet = { hub: 'hub-1', version: 1, keys: [{ id: 'key-1', publicKey: key.publicKey }] };
  const options = { trust, verifier, compressor };
  // Small ones: each is encoded and hashed anew for every input.
  const sealed = fc
    .sample(any.changes, SAMPLES)
    .filter(([base, next]) => base.applications.length + next.applications.length > 0)
    .map(([base, next]) => ({ base, next, ...sealManifest(next, { base, signer: key, compressor }) }))
    .sort((a, b) => a.body.length - b.body.length)
    .slice(0, 4);

  it(
    'headers of a manifest, also signed ones with another delta: never another manifest',
    () => {
      const names = Object.values(headerNames);
      const inputs = fc.tuple(fc.constantFrom(...sealed), fc.constantFrom(...names), sharpTexts, fc.nat(3), fc.nat());
      fuzz(inputs, ([one, name, text, how, at]) => {
        const before = one.headers[name] ?? '';
        const cut = before.length === 0 ? 0 : at % before.length;
        const value = [text, before.slice(0, cut), before.slice(0, cut) + 'A' + before.slice(cut + 1), before + text][
          how
        ]!;
        const changed: Record<string, string> = { ...one.headers, [name]: value };
        const headers = decodeManifestHeaders(one.next.cluster, (header) => changed[header]);
        demandUseful(headers);
        if (!headers.ok) return true;
        const whole = openManifest(headers.value, one.body, options);
        const change = openDelta(headers.value, one.base, options);
        for (const opened of [whole, change]) {
          demandUseful(opened);
          if (opened.ok && opened.value.generation !== one.next.generation) return false;
        }
        return true;
      });
    },
    LONG,
  );

  it(
    'bodies of a manifest: the signed one, or none',
    () => {
      const inputs = fc.oneof(...sealed.map((one) => mutatedBytes(one.body).map((body) => ({ one, body }))));
      fuzz(inputs, ({ one, body }) => {
        const headers = decodeManifestHeaders(one.next.cluster, (header) => one.headers[header]);
        if (!headers.ok) return false;
        const opened = openManifest(headers.value, body, options);
        demandUseful(opened);
        return !opened.ok || Buffer.compare(body, one.body) === 0;
      });
    },
    LONG,
  );

  it(
    'deltas: what they were made for, or none',
    () => {
      const inputs = fc.oneof(
        ...sealed.map(({ base, next }) =>
          mutatedBytes(deltaMessage.encode(diffManifest(base, next)!)).map((bytes) => ({ base, bytes })),
        ),
      );
      fuzz(inputs, ({ base, bytes }) => {
        const delta = deltaMessage.decode(bytes);
        if (!delta.ok) return true;
        const applied = applyDelta(base, delta.value);
        demandUseful(applied);
        return !applied.ok || applied.value.generation === delta.value.generation;
      });
    },
    LONG,
  );

  it(
    'blobs: the body that the digest names, or none, and never more than the bound',
    () => {
      const project = 'projectaaaaaaaa2' as never;
      const bundle = bundleToBlobs({ digest: DIGEST_OF_EMPTY, objects: [] }, project, runLengths)[0]!;
      const envelope = blobMessage.decode(bundle.bytes);
      if (!envelope.ok) throw new Error('no sample');
      const bomb = blobMessage.encode({
        ...envelope.value,
        codec: 'zstd',
        size: MAX_BLOB_BYTES,
        body: Uint8Array.of(97, 255, 255, 255),
      });
      fuzz(
        mutatedBytes(
          bundle.bytes,
          bomb,
          packBlob({ ...bundle, kind: 'bundle', plain: new Uint8Array(900).fill(97) }, runLengths),
        ),
        (bytes) => {
          const opened = openBlob(bytes, { kind: 'bundle', project, digest: bundle.digest }, runLengths);
          demandUseful(opened);
          return !opened.ok || opened.value.length === 2;
        },
      );
    },
    LONG,
  );

  it(
    'bundles of many blobs: the bundle, or why there is none',
    async () => {
      const project = 'projectaaaaaaaa2' as never;
      const inputs = mutatedBytes(
        ...bundleToBlobs({ digest: DIGEST_OF_EMPTY, objects: [] }, project, compressor).map(({ bytes }) => bytes),
      );
      for (const bytes of fc.sample(inputs, { numRuns: FUZZ_RUNS, seed: SAMPLES.seed })) {
        demandUseful(
          await bundleFromBlobs({ project, digest: DIGEST_OF_EMPTY }, () => Promise.resolve(bytes), compressor),
        );
      }
    },
    LONG,
  );

  it(
    'trust sets: the root’s own, or none',
    () => {
      const root = signer('root', 9);
      const signed = signTrustSet(trust, root);
      fuzz(mutatedBytes(requests.signedTrustSetMessage.encode(signed)), (bytes) => {
        const decoded = requests.signedTrustSetMessage.decode(bytes);
        if (!decoded.ok) return true;
        const expected = { rootFingerprint: rootFingerprint(root.publicKey), hub: 'hub-1' };
        const verified = verifyTrustSet(decoded.value, expected, verifier);
        demandUseful(verified);
        return !verified.ok || Buffer.compare(decoded.value.body, signed.body) === 0;
      });
    },
    LONG,
  );

  it(
    'join tokens: the token, or an error without a word of it',
    () => {
      const tokens = fc
        .sample(any.joinTokens, SAMPLES)
        .map((token) => encodeJoinToken({ ...token, seed: 'SUSECRETSEED' }));
      fuzz(fc.oneof(mutatedTexts(...tokens), sharpTexts), (text) => {
        const decoded = decodeJoinToken(text);
        demandUseful(decoded);
        return decoded.ok || !JSON.stringify(decoded.error).includes('SUSECRETSEED');
      });
    },
    LONG,
  );

  it(
    'subjects: a cluster’s id, a token’s, or none',
    () => {
      const subjects = mutatedTexts('wh.v1.s.3.clusteraaaaaaaa2', 'wh.v1.join.token', 'wh.v1.h.clusteraaaaaaaa2.renew');
      fuzz(fc.oneof(subjects, sharpTexts), (subject) => {
        const cluster = parseClusterSubject(subject);
        if (cluster !== undefined && !/^[a-z2-7]{16}$/.test(cluster)) return false;
        const token = parseJoinSubject(subject);
        askerOf(subject);
        return token === undefined || (token !== '' && !token.includes('.'));
      });
    },
    LONG,
  );
});
