import { expect, it } from '@jest/globals';
import { setsAskingFor } from './sets-asking-for.ts';

const within = (generator: object) => [{ id: 's', generators: [{ matrix: { generators: [generator] } }] }];
const asking = (config: object) => within({ pullRequest: config });

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

it.each([
  ['the repositories of its owner', { scmProvider: { github: { organization: 'Acme' } } }, true],
  ['those of a group above', { scmProvider: { gitlab: { group: 'acme/shop', includeSubgroups: true } } }, true],
  ['those of a group by its number', { scmProvider: { gitlab: { group: '7' } } }, true],
  ['those of a template', { scmProvider: { gitea: { owner: '{{ .owner }}' } } }, true],
  ["another owner's", { scmProvider: { github: { organization: 'acm' } } }, false],
  ['a plugin', { plugin: { configMapRef: { name: 'c' } } }, true],
  ['a list', { list: { elements: [{ plugin: 'acme/shop/web' }] } }, false],
])('a webhook concerns who asks for %s', (_, generator, concerned) =>
  expect(setsAskingFor(['https://git.example.com/acme/shop/web.git'], within(generator))).toEqual(
    concerned ? ['s'] : [],
  ),
);
