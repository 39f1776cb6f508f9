// Git's hook of that name in the demo's repository: says by webhook which refs moved. A hub that is not there is no
// reason to fail a push; it looks by itself every minute. `node:http`, since loading `fetch` takes longer than the call.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';

const { webhook, secret, repository } = JSON.parse(readFileSync(new URL('post-receive.json', import.meta.url), 'utf8'));
const lines = readFileSync(0, 'utf8').trim().split('\n');
for (const [, , ref] of lines.map((line) => line.split(' '))) {
  const body = JSON.stringify({ ref, repository: { clone_url: repository } });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-github-event': 'push', 'x-hub-signature-256': signature };
  const call = request(webhook, { method: 'POST', headers, timeout: 2_000 }, (answer) => answer.resume());
  call.on('timeout', () => call.destroy(new Error('no answer within 2 s')));
  call.on('error', (error) => process.stderr.write(`Wheelhouse was not told of the push: ${error.message}\n`));
  call.end(body);
}
