/** What is wrong with a template, and where in its text. Thrown inside this library only; its functions return Results. */
export class TemplateError extends Error {
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

/** Throws, with the place in the template's text. */
export function fail(message: string, offset: number): never {
  throw new TemplateError(message, offset);
}

/** 1-based line and column (in characters) of an offset. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length + 1 };
}

/** `1:12: message` */
export function describeAt(text: string, error: TemplateError): string {
  if (error.offset === undefined) return error.message;
  const { line, column } = positionAt(text, error.offset);
  return `${line}:${column}: ${error.message}`;
}
