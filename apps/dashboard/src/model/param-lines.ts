/** The parameters of an Application, a line each, under the names that a template reads them by; lists as JSON. */
export function paramLines(params: unknown, above = ''): (readonly [name: string, text: string])[] {
  if (typeof params !== 'object' || params === null) return [];
  return Object.entries(params).flatMap(([key, value]: [string, unknown]) => {
    const name = above + key;
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isMap && Object.keys(value).length > 0) return paramLines(value, `${name}.`);
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const];
  });
}
