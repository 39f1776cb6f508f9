import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { KubeObject } from '@wheelhouse/core-domain';

/** What becomes of an object: changes as a JSON patch, or why it is not let in. */
export type Judgement = { readonly patch: readonly object[] } | { readonly refusal: string };

/** A real admission webhook of a few lines, with the certificate that the API server has for this host. */
export async function startWebhook(
  tls: { readonly cert: string; readonly key: string },
  judge: (object: KubeObject) => Judgement,
) {
  const listener = createServer(tls, async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const review = JSON.parse(Buffer.concat(pieces).toString()) as { request: { uid: string; object: KubeObject } };
    const { uid, object } = review.request;
    const response = { uid, ...responseOf(judge(object)) };
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  return {
    /** The configuration that has the API server ask it about these kinds in one namespace. */
    configuration: (name: string, namespace: string, rules: readonly object[]): KubeObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
      webhooks: [
        {
          name,
          ...{ admissionReviewVersions: ['v1'], sideEffects: 'None', rules },
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle: Buffer.from(tls.cert).toString('base64') },
        },
      ],
    }),
    async close(): Promise<void> {
      listener.close();
      listener.closeAllConnections();
      await once(listener, 'close');
    },
  };
}

function responseOf(judgement: Judgement): object {
  // As policy engines answer it.
  if ('refusal' in judgement) return { allowed: false, status: { code: 403, message: judgement.refusal } };
  const patch = Buffer.from(JSON.stringify(judgement.patch)).toString('base64');
  return { allowed: true, patchType: 'JSONPatch', patch };
}
