/** The arguments are not usable; `message` says what and what to do. */
export class PageError extends Error {
  override readonly name = 'PageError';
}
