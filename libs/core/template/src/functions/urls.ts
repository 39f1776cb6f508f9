import { fn, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { binaryOf, fromBinary } from '../utf8.ts';
import { ABSENT, GoMap, kindName } from '../values.ts';

/** Where in a URL a text stands decides which characters are written as `%XX` (net/url, RFC 3986). */
type Part = 'path' | 'host' | 'user' | 'fragment';

const LITERAL: Readonly<Record<Part, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

const escape = (text: string, part: Part): string =>
  Array.from(binaryOf(text), (byte) =>
    LITERAL[part].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

function unescape(text: string, part: Part): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char !== '%') {
      if (part === 'host' && char < '\x80' && !LITERAL.host.test(char))
        throw new TemplateError(`unable to parse url: invalid character ${JSON.stringify(char)} in host name`);
      result += char < '\x80' ? char : binaryOf(char);
      continue;
    }
    const hex = /^[0-9A-Fa-f]{2}/.exec(text.slice(at + 1, at + 3))?.[0];
    const forbidden = part === 'host' && hex !== undefined && parseInt(hex, 16) < 0x80 && hex !== '25';
    if (!hex || forbidden)
      throw new TemplateError(`unable to parse url: invalid URL escape ${JSON.stringify(text.slice(at, at + 3))}`);
    result += String.fromCharCode(parseInt(hex, 16));
    at += 2;
  }
  return fromBinary(result);
}

interface Url {
  scheme: string;
  opaque: string;
  user: string;
  host: string;
  path: string;
  query: string;
  fragment: string;
}

const fault = (message: string): never => {
  throw new TemplateError(`unable to parse url: ${message}`);
};

const cut = (text: string, at: string): [string, string] => {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + at.length)];
};

/** net/url.Parse. */
function parseUrl(text: string): Url {
  const [source, fragment] = cut(text, '#');
  const url: Url = { scheme: '', opaque: '', user: '', host: '', path: '', query: '', fragment: '' };
  url.fragment = unescape(fragment, 'fragment');
  if (/[\0-\x1f\x7f]/.test(source)) fault('net/url: invalid control character in URL');
  if (source.startsWith(':')) fault('missing protocol scheme');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(source)?.[1] ?? '';
  url.scheme = scheme.toLowerCase();
  let rest: string;
  [rest, url.query] = cut(scheme ? source.slice(scheme.length + 1) : source, '?');
  if (!rest.startsWith('/') && scheme) return { ...url, opaque: rest };
  if (!rest.startsWith('/') && rest.split('/')[0]!.includes(':'))
    fault('first path segment in URL cannot contain colon');
  if ((scheme || !rest.startsWith('///')) && rest.startsWith('//')) {
    const end = rest.indexOf('/', 2);
    const authority = rest.slice(2, end < 0 ? undefined : end);
    rest = end < 0 ? '' : rest.slice(end);
    Object.assign(url, parseAuthority(authority));
  }
  return { ...url, path: unescape(rest, 'path') };
}

function parseAuthority(authority: string): Pick<Url, 'user' | 'host'> {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { user: '', host };
  const given = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(given)) fault('net/url: invalid userinfo');
  const [name, password] = cut(given, ':');
  const written = escape(unescape(name, 'user'), 'user');
  return { user: given.includes(':') ? `${written}:${escape(unescape(password, 'user'), 'user')}` : written, host };
}

function parseHost(host: string): string {
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : -1;
  if (host.startsWith('[') && bracket < 0) fault("missing ']' in host");
  const colon = host.startsWith('[') ? bracket + 1 : host.lastIndexOf(':');
  const port = host.startsWith('[') || colon >= 0 ? host.slice(colon) : '';
  if (port && !/^:[0-9]*$/.test(port)) fault(`invalid port ${JSON.stringify(port)} after host`);
  return unescape(host, 'host');
}

function hostname(host: string): string {
  const withoutPort = /^(.*?)(?::[0-9]*)?$/s.exec(host)![1]!;
  return withoutPort.startsWith('[') && withoutPort.endsWith(']') ? withoutPort.slice(1, -1) : withoutPort;
}

/** net/url's String of what `urlParse` takes apart. */
function urlText({ scheme, opaque, user, host, path, query, fragment }: Url): string {
  let text = scheme && `${scheme}:`;
  if (opaque) text += opaque;
  else {
    const hasAuthority = scheme !== '' || host !== '' || user !== '';
    if (hasAuthority && (host !== '' || path !== '' || user !== '')) text += '//';
    if (user) text += `${user}@`;
    text += escape(host, 'host');
    const escaped = path === '*' ? '*' : escape(path, 'path');
    if (escaped && !escaped.startsWith('/') && host) text += '/';
    if (text === '' && escaped.split('/')[0]!.includes(':')) text += './';
    text += escaped;
  }
  if (query) text += `?${query}`;
  return fragment ? `${text}#${escape(fragment, 'fragment')}` : text;
}

function textMember(map: GoMap, key: string): string {
  const value = map.member(key);
  if (value === ABSENT) return '';
  if (typeof value === 'string') return value;
  throw new TemplateError(`unable to parse ${key} key, must be of type string, but ${kindName(value)} found`);
}

function joinUrl(map: GoMap): string {
  const [scheme, host, path, query, opaque, fragment, info] = [
    'scheme',
    'host',
    'path',
    'query',
    'opaque',
    'fragment',
    'userinfo',
  ].map((key) => textMember(map, key)) as [string, string, string, string, string, string, string];
  const user = info && parseUrl(`proto://${info}@host`).user;
  return urlText({ scheme, host, path, query, opaque, fragment, user });
}

export const urlFunctions: FunctionTable = {
  urlParse: fn(['string'], (_, text) => {
    const url = parseUrl(text);
    const { scheme, host, path, query, opaque, fragment, user } = url;
    const parts = { scheme, host, hostname: hostname(host), path, query, opaque, fragment, userinfo: user };
    return new GoMap(Object.entries(parts));
  }),
  urlJoin: fn(['map'], (_, map) => joinUrl(map)),
};
