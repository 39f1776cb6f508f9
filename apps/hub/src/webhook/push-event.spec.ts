import { createHmac } from 'node:crypto';
import { parsePush, signatureMatches } from './push-event.ts';

const secret = 'it is a secret';
const body = Buffer.from('{"ref":"refs/heads/main"}');
const hmac = createHmac('sha256', secret).update(body).digest('hex');

describe('signatureMatches', () => {
  it.each([
    ['GitHub, right', { 'x-hub-signature-256': `sha256=${hmac}` }, true],
    [
      'GitHub, another secret',
      { 'x-hub-signature-256': `sha256=${hmac.replace(/^./, (c) => (c === '0' ? '1' : '0'))}` },
      false,
    ],
    ['GitHub, no algorithm named', { 'x-hub-signature-256': hmac }, false],
    ['Bitbucket, right', { 'x-hub-signature': `sha256=${hmac}` }, true],
    ['Gitea, right', { 'x-gitea-signature': hmac }, true],
    ['Gitea, cut short', { 'x-gitea-signature': hmac.slice(2) }, false],
    ['GitLab, right', { 'x-gitlab-token': secret }, true],
    ['GitLab, wrong', { 'x-gitlab-token': 'guess' }, false],
    ['no signature at all', {}, false],
    ['an empty signature', { 'x-hub-signature-256': '' }, false],
  ])('%s', (_, headers, expected) => expect(signatureMatches(headers, body, secret)).toBe(expected));
});

describe('parsePush', () => {
  it.each([
    [
      'GitHub',
      {
        ref: 'refs/heads/main',
        repository: { clone_url: 'https://github.com/a/b.git', html_url: 'https://github.com/a/b' },
      },
      'https://github.com/a/b',
      'refs/heads/main',
    ],
    [
      'GitLab',
      { ref: 'refs/heads/main', project: { git_http_url: 'https://gitlab.com/a/b.git' } },
      'https://gitlab.com/a/b.git',
      'refs/heads/main',
    ],
    [
      'Gitea',
      { ref: 'refs/tags/v1', repository: { clone_url: 'https://gitea.example/a/b.git' } },
      'https://gitea.example/a/b',
      'refs/tags/v1',
    ],
    [
      'Bitbucket',
      {
        push: { changes: [{ new: { name: 'main' } }] },
        repository: { links: { html: { href: 'https://bitbucket.org/a/b' } } },
      },
      'https://bitbucket.org/a/b.git',
      'main',
    ],
  ])('%s names the repository and the ref', (_, payload, url, ref) => {
    const push = parsePush(payload);
    expect(push?.urls).toContain(url);
    expect(push?.ref).toBe(ref);
  });

  it.each([
    [
      'a pull request of GitHub',
      { action: 'labeled', number: 7, pull_request: {}, repository: { html_url: 'https://github.com/a/b' } },
      'https://github.com/a/b',
    ],
    [
      'a merge request of GitLab',
      {
        object_kind: 'merge_request',
        object_attributes: { action: 'open' },
        project: { web_url: 'https://gitlab.com/a/b' },
      },
      'https://gitlab.com/a/b',
    ],
    [
      'a pull request of Bitbucket',
      { pullrequest: {}, repository: { links: { html: { href: 'https://bitbucket.org/a/b' } } } },
      'https://bitbucket.org/a/b',
    ],
    [
      'a repository that GitHub made',
      { action: 'created', repository: { clone_url: 'https://github.com/a/new.git' } },
      'https://github.com/a/new',
    ],
  ])('%s names its repository, and no ref', (_, payload, url) => {
    const push = parsePush(payload);
    expect(push?.urls).toContain(url);
    expect(push?.ref).toBeUndefined();
  });

  it.each([
    ['a ping', { zen: 'Keep it logically awesome.' }],
    ['nothing', null],
    ['text', 'refs/heads/main'],
    ['a repository that is a number', { repository: 7 }],
    ['URLs of the wrong type', { repository: { clone_url: { a: 1 } } }],
  ])('%s is no push', (_, payload) => expect(parsePush(payload)).toBeUndefined());
});
