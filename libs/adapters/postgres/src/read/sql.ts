import { PageError } from './page-error.ts';

/** What the read side needs of a connection: `pg`'s Pool and Client both fit. */
export interface Sql {
  query<Row extends object>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Who may see what: an admin all, others their projects. Every query of the read side takes one. */
export interface Scope {
  readonly admin: boolean;
  readonly projects: readonly string[];
}

/** Collects values, gives `$n` placeholders. Conditions are joined by AND. */
export class Where {
  readonly values: unknown[] = [];
  private readonly conditions: string[] = [];

  /** The placeholder of a value. Throws `PageError` for text that Postgres cannot hold. */
  value(value: unknown): string {
    if (holdsNul(value)) throw new PageError('a text holds the character NUL, which no name can have; take it out');
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  /** `column = ANY(values)`, where any are given; `*` in a value stands for any run of characters. */
  anyOf(column: string, wanted: readonly string[] | null | undefined): this {
    if (!wanted || wanted.length === 0) return this;
    const exact = wanted.filter((text) => !text.includes('*'));
    const patterns = wanted.filter((text) => text.includes('*')).map(likePattern);
    return this.and(
      `(${column} = ANY(${this.value(exact)}::text[]) OR ${column} LIKE ANY(${this.value(patterns)}::text[]))`,
    );
  }

  /** Each requirement is `key=value`, `key!=value` or `key`; all must hold. */
  labels(column: string, requirements: readonly string[] | null | undefined): this {
    for (const requirement of requirements ?? []) {
      const [, key = '', operator, text = ''] = /^([^=!]+)(!?=)?(.*)$/.exec(requirement) ?? [];
      const member = `${column} ->> ${this.value(key.trim())}`;
      if (operator === '=') this.and(`${member} = ${this.value(text)}`);
      else if (operator === '!=') this.and(`${member} IS DISTINCT FROM ${this.value(text)}`);
      else this.and(`${column} ? ${this.value(key.trim())}`);
    }
    return this;
  }

  get sql(): string {
    return this.conditions.length === 0 ? 'TRUE' : this.conditions.join(' AND ');
  }
}

const holdsNul = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(holdsNul) : typeof value === 'string' && value.includes('\0');

/** A glob with `*` as a LIKE pattern, everything else literal. */
export const likePattern = (glob: string): string =>
  glob.replace(/[\\%_]/g, (character) => `\\${character}`).replaceAll('*', '%');
