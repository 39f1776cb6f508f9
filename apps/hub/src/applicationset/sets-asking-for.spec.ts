import { expect, it } from '@jest/globals';
import { setsAskingFor } from './sets-asking-for.ts';

const asking = (config: object) => [{ id: 's', generators: [{ matrix: { generators: [{ pullRequest: config }] } }] }];

it.each([
  ['by HTTPS', 'https://github.com/Acme/Web.git', { github: { owner: 'acme', repo: 'web' } }, true],
  ['by SSH', 'git@github.com:acme/web.git', { github: { owner: 'acme', repo: 'web' } }, true],
  [
    'by SSH with a port',
    'ssh://git@git.example.com:7999/acme/web.git',
    { bitbucketServer: { project: 'ACME', repo: 'web' } },
    true,
  ],
  ['a GitLab project by its path', 'https://gitlab.com/acme/shop/web', { gitlab: { project: 'acme/shop/web' } }, true],
  ['a GitLab project by its number', 'https://gitlab.com/acme/other', { gitlab: { project: '42' } }, true],
  ['what is a template', 'https://github.com/acme/web', { github: { owner: '{{ .owner }}', repo: 'x' } }, true],
  ['another repository', 'https://github.com/acme/webshop', { github: { owner: 'acme', repo: 'web' } }, false],
  ['another owner', 'https://github.com/notacme/web', { github: { owner: 'acme', repo: 'web' } }, false],
])('a webhook of %s', (_, url, config, concerned) =>
  expect(setsAskingFor([url], asking(config))).toEqual(concerned ? ['s'] : []),
);
