import { fn, type FunctionTable } from '../function.ts';

/** What a word of huandu/xstrings is made of; a capital alone, or before small letters, begins a word of its own. */
type WordType = 'number' | 'upper' | 'alphabet' | 'connector' | 'punct' | 'other' | 'none';
interface Word {
  readonly type: WordType;
  readonly text: string;
}

const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const CONNECTOR = `\\-_${SPACE}`;
/** Letters but for capitals and for Chinese characters, which are "other". */
const SMALL = String.raw`(?:(?![\p{Lu}\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}])\p{L})`;
const WORD = new RegExp(
  [
    `(?<connector>[${CONNECTOR}]+)`,
    `(?<punct>\\p{P}+)`,
    `(?<upper>\\p{Lu}+(?=\\p{Lu}${SMALL})|\\p{Lu}\\p{Lu}+|\\p{Lu}${SMALL}*)`,
    `(?<alphabet>${SMALL}+)`,
    `(?<number>\\p{N}+)`,
    `(?<other>[^](?:(?![${CONNECTOR}]|\\p{Lu}|${SMALL}|\\p{N}|\\p{P})[^])*)`,
  ].join('|'),
  'gu',
);

const NONE: Word = { type: 'none', text: '' };

function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: word, groups }) => {
    const type = Object.keys(groups!).find((name) => groups![name] !== undefined) as WordType;
    return { type, text: word };
  });
}

const joinsNumber = (word: Word): boolean => word.type === 'alphabet' || word.type === 'number';
const parts = (word: Word): boolean => !['none', 'connector', 'punct'].includes(word.type);

/** Small letters, with a connector between words; digits stay with the word that they follow or begin. */
function connected(text: string, connector: string): string {
  const words = wordsOf(text);
  let at = 0;
  let result = '';
  const put = (word: Word): void => {
    if (word.type === 'connector') result += connector.repeat([...word.text].length);
    else result += word.type === 'upper' ? [...word.text].map(down).join('') : word.text;
  };
  const now = (): Word => words[at] ?? NONE;
  const putJoined = (): void => {
    for (; joinsNumber(now()); at++) put(now());
  };
  while (at + 1 < words.length) {
    const word = words[at++]!;
    put(word);
    if (word.type === 'number') {
      putJoined();
      if (parts(now())) result += connector;
    } else if (word.type !== 'connector' && word.type !== 'punct') {
      if (now().type !== 'number') {
        if (parts(now())) result += connector;
      } else if (at + 1 < words.length) {
        const number = words[at++]!;
        if (now().type === 'alphabet') result += connector;
        put(number);
        putJoined();
        if (parts(now())) result += connector;
      }
    }
  }
  if (at < words.length) put(words[at]!);
  return result;
}

const isConnector = (char: string): boolean => new RegExp(`^[${CONNECTOR}]$`, 'u').test(char);
const isUpper = (char: string): boolean => /\p{Lu}/u.test(char);
const one = (char: string, changed: string): string => ([...changed].length === 1 ? changed : char);
const up = (char: string): string => one(char, char.toUpperCase());
const down = (char: string): string => (char === 'İ' ? 'i' : one(char, char.toLowerCase()));

/** `some_words` to `SomeWords`; a run of capitals becomes one word, and of several connectors one goes. */
function pascalCase(text: string): string {
  const chars = [...text];
  let at = 0;
  while (at < chars.length && isConnector(chars[at]!)) at++;
  if (at === chars.length) return text + (chars.at(-1) ?? '');
  let result = chars.slice(0, at).join('');
  let shouting = isUpper(chars[at]!);
  let previous = up(chars[at]!);
  for (const given of chars.slice(at + 1)) {
    let char = given;
    if (isConnector(char) && isConnector(previous)) {
      result += previous;
      previous = char;
      continue;
    }
    if (isConnector(previous)) {
      shouting = isUpper(char);
      char = up(char);
    } else {
      if (shouting && isUpper(char)) char = down(char);
      else shouting = false;
      result += previous;
    }
    previous = char;
  }
  return result + previous;
}

export const caseFunctions: FunctionTable = {
  snakecase: fn(['string'], (_, text) => connected(text, '_')),
  kebabcase: fn(['string'], (_, text) => connected(text, '-')),
  camelcase: fn(['string'], (_, text) => pascalCase(text)),
};
