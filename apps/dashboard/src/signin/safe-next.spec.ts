import { safeNext } from './safe-next.ts';

describe('where sign-in leads', () => {
  it.each([
    ['a page of ours', '/applications?q=health%3Adegraded', '/applications?q=health%3Adegraded'],
    ['nothing asked for', null, '/'],
    ['another site', 'https://evil.example/', '/'],
    ['another site without a scheme', '//evil.example/x', '/'],
    ['a backslash that browsers read as a slash', '/\\evil.example', '/'],
    ['the sign-in page itself, which would loop', '/signin?next=/signin', '/'],
  ])('%s', (_, next, expected) => {
    expect(safeNext(next, 'http://hub.local')).toBe(expected);
  });
});
