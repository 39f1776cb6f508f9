import type { Context } from './context.ts';
import { formatValue, type Flags } from './format-value.ts';
import { sprint } from './print.ts';
import { GoInt, typeName, type Value } from './values.ts';

const MAX_WIDTH = 1_000_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** fmt.Sprintf, with Go's own words for what does not fit: `%!d(float64=3)`, `%!s(MISSING)`, `%!(EXTRA string=x)`. */
export const sprintf = (format: string, args: readonly Value[], context: Context): string =>
  new Formatter(format, args, context).run();

class Formatter {
  readonly #format: string;
  readonly #args: readonly Value[];
  readonly #context: Context;
  #at = 0;
  #next = 0;
  #reordered = false;
  #goodIndex = true;
  #afterIndex = false;
  #result = '';

  constructor(format: string, args: readonly Value[], context: Context) {
    this.#format = format;
    this.#args = args;
    this.#context = context;
  }

  run(): string {
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf('%', this.#at);
      this.#write(this.#format.slice(this.#at, percent < 0 ? undefined : percent));
      if (percent < 0) break;
      this.#at = percent + 1;
      this.#directive();
    }
    if (!this.#reordered && this.#next < this.#args.length) this.#write(this.#extra());
    return this.#result;
  }

  #write(text: string): void {
    this.#context.text(text.length);
    this.#result += text;
  }

  /** Flags, width, precision and verb, with `[n]` before each of the numbers and the verb. */
  #directive(): void {
    const flags = this.#flags();
    this.#goodIndex = true;
    this.#afterIndex = false;
    this.#index();
    this.#width(flags);
    this.#precision(flags);
    if (!this.#afterIndex) this.#index();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return this.#write('%!(NOVERB)');
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    this.#verb(verb, flags);
  }

  #flags(): Mutable<Flags> {
    const flags: Mutable<Flags> = {};
    for (; ; this.#at++) {
      const char = this.#format[this.#at];
      if (char === '-') flags.minus = true;
      else if (char === '+') flags.plus = true;
      else if (char === '#') flags.sharp = true;
      else if (char === ' ') flags.space = true;
      else if (char === '0') flags.zero = true;
      else return flags;
    }
  }

  /** `[n]`, counted from 1. */
  #index(): void {
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    const text = close < 0 ? '' : this.#format.slice(this.#at + 1, close);
    const index = /^[0-9]+$/.test(text) ? Number(text) : 0;
    this.#at = close < 0 ? this.#at + 1 : close + 1;
    this.#afterIndex = close >= 0;
    if (index >= 1 && index <= this.#args.length) this.#next = index - 1;
    else this.#goodIndex = false;
  }

  #number(): number | undefined {
    const digits = /^[0-9]+/.exec(this.#format.slice(this.#at, this.#at + 20))?.[0];
    if (!digits) return undefined;
    this.#at += digits.length;
    return Math.min(Number(digits), MAX_WIDTH);
  }

  /** The integer that `*` stands for. */
  #star(): number | undefined {
    const value = this.#args[this.#next];
    if (this.#next < this.#args.length) this.#next++;
    this.#afterIndex = false;
    const fits = value instanceof GoInt && value.value <= MAX_WIDTH && value.value >= -MAX_WIDTH;
    return fits ? Number(value.value) : undefined;
  }

  #width(flags: Mutable<Flags>): void {
    if (this.#format[this.#at] !== '*') {
      flags.width = this.#number();
      if (this.#afterIndex && flags.width !== undefined) this.#goodIndex = false;
      return;
    }
    this.#at++;
    const width = this.#star();
    if (width === undefined) this.#write('%!(BADWIDTH)');
    else {
      flags.width = Math.abs(width);
      if (width < 0) [flags.minus, flags.zero] = [true, false];
    }
  }

  #precision(flags: Mutable<Flags>): void {
    // A point that ends the format is a verb, of all things.
    if (this.#format[this.#at] !== '.' || this.#at + 1 === this.#format.length) return;
    this.#at++;
    if (this.#afterIndex) this.#goodIndex = false;
    this.#index();
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0;
      return;
    }
    this.#at++;
    const precision = this.#star();
    if (precision === undefined) this.#write('%!(BADPREC)');
    else if (precision >= 0) flags.precision = precision;
  }

  #verb(verb: string, flags: Mutable<Flags>): void {
    if (verb === '%') return this.#write('%');
    if (!this.#goodIndex) return this.#write(`%!${verb}(BADINDEX)`);
    if (this.#next >= this.#args.length) return this.#write(`%!${verb}(MISSING)`);
    if (verb === 'v') [flags.sharpV, flags.sharp, flags.plus] = [flags.sharp ?? false, false, false];
    this.#context.text(flags.width ?? 0);
    this.#context.text(flags.precision ?? 0);
    this.#write(formatValue(this.#args[this.#next++], verb, flags, this.#context));
  }

  #extra(): string {
    const parts = this.#args.slice(this.#next).map((arg) => {
      if (arg === null || arg === undefined) return '<nil>';
      return `${typeName(arg)}=${formatValue(arg, 'v', {}, this.#context)}`;
    });
    return `%!(EXTRA ${parts.join(', ')})`;
  }
}

/** fmt.Sprintln: always a space between, and a line's end. */
export const sprintln = (values: readonly Value[], context: Context): string =>
  `${values.map((value) => sprint([value], context)).join(' ')}\n`;
