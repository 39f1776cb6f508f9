// Git's hook of that name in the demo's repository: says by webhook which refs moved. A hub that is not there is no
// reason to fail a push; it looks by itself every minute.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const { webhook, secret, repository } = JSON.parse(readFileSync(new URL('post-receive.json', import.meta.url), 'utf8'));
const lines = readFileSync(0, 'utf8').trim().split('\n');
for (const [, , ref] of lines.map((line) => line.split(' '))) {
  const body = JSON.stringify({ ref, repository: { clone_url: repository } });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-hub-signature-256': signature };
  await fetch(webhook, { method: 'POST', headers, body, signal: AbortSignal.timeout(2_000) }).catch((error) =>
    process.stderr.write(`Wheelhouse was not told of the push: ${error.message}\n`),
  );
}
