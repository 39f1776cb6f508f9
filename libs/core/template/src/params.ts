/** One set of parameters: JSON. */
export type Params = Readonly<Record<string, unknown>>;
