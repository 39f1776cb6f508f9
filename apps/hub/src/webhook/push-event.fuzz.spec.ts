import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { parse } from 'graphql';
import { documentCost, MAX_COST } from '../graphql/cost.ts';
import { cookieValue } from '../http/cookies.ts';
import { parsePush, signatureMatches } from './push-event.ts';

const LONG = 600_000;

const payloads = [
  {
    ref: 'refs/heads/main',
    repository: { clone_url: 'https://github.com/a/b.git', html_url: 'https://github.com/a/b' },
  },
  {
    ref: 'refs/heads/main',
    project: { git_http_url: 'https://gitlab.com/a/b.git', web_url: 'https://gitlab.com/a/b' },
  },
  {
    ref: 'refs/tags/v1',
    repository: { clone_url: 'https://gitea.example/a/b.git', ssh_url: 'git@gitea.example:a/b.git' },
  },
  {
    push: { changes: [{ new: { name: 'main' } }] },
    repository: {
      links: { html: { href: 'https://bitbucket.org/a/b' }, clone: [{ href: 'https://bitbucket.org/a/b.git' }] },
    },
  },
];

describe('bad input by the thousand', () => {
  it(
    'payloads of each provider: addresses and a ref, or no push',
    () => {
      fuzz(mutatedJson(...payloads), (payload) => {
        const push = parsePush(payload);
        if (!push) return true;
        const texts = [...push.urls, ...(push.ref === undefined ? [] : [push.ref])];
        return texts.every((text) => typeof text === 'string' && text.length <= 2_052) && push.urls.length <= 200;
      });
    },
    LONG,
  );

  it(
    'signatures: none is right that was not made with the secret',
    () => {
      const names = ['x-hub-signature-256', 'x-hub-signature', 'x-gitea-signature', 'x-gitlab-token'];
      const values = fc.oneof(sharpTexts, mutatedTexts(`sha256=${'a'.repeat(64)}`));
      fuzz(fc.tuple(fc.constantFrom(...names), values, sharpTexts), ([name, value, body]) => {
        return !signatureMatches({ [name]: value }, Buffer.from(body), 'it is a secret');
      });
    },
    LONG,
  );

  it(
    'queries: a cost, also of what asks for everything often',
    () => {
      const queries = mutatedTexts(
        'query($n: Int) { a: applications(first: $n) { nodes { ...F events(first: 50) { message } } } } fragment F on Application { name }',
        '{ clusters { nodes { name } } }',
      );
      fuzz(fc.tuple(queries, fc.constantFrom<unknown>(0, -1, 500, 1e9, 'x', null, {})), ([query, n]) => {
        let document;
        try {
          document = parse(query);
        } catch {
          return true;
        }
        return documentCost(document, { n }) >= 0;
      });
    },
    LONG,
  );

  it(
    'cookies: a value, or none',
    () => {
      fuzz(fc.oneof(mutatedTexts('a=b; wheelhouse_session=abc; c="d"'), sharpTexts), (header) => {
        const value = cookieValue(header, 'wheelhouse_session');
        return value === undefined || typeof value === 'string';
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  it('an alias costs what its field costs', () => {
    const many = Array.from({ length: 300 }, (_, i) => `a${i}: applications(first: 500) { nodes { name } }`).join(' ');
    expect(documentCost(parse(`{ ${many} }`), {})).toBeGreaterThan(MAX_COST);
  });

  it('a page’s size costs the same as the default of a variable', () => {
    const nodes = 'nodes { events(first: $n) { message } }';
    expect(documentCost(parse(`query ($n: Int = 500) { applications(first: $n) { ${nodes} } }`), {})).toBeGreaterThan(
      MAX_COST,
    );
  });
});
