import { err } from '@wheelhouse/core-domain';
import type { Result } from '@wheelhouse/core-domain';
import { attempt } from './message.ts';
import { joinTokenMessage } from './requests.ts';
import type { JoinToken } from './requests.ts';
import { fromBase64url, toBase64url } from './wire/base64url.ts';

const PREFIX = 'whj1.';
const HINT = 'make a new token with `wheelhouse cluster join NAME` and paste all of it';

/** `whj1.<base64url>`: one word, so that it survives shells, chat windows and YAML. Holds a secret: never log it. */
export const encodeJoinToken = (token: JoinToken): string => PREFIX + toBase64url(joinTokenMessage.encode(token));

/** The text is never repeated in a problem. */
export function decodeJoinToken(text: string): Result<JoinToken> {
  const trimmed = text.trim();
  if (!trimmed.startsWith(PREFIX)) {
    return err([{ code: 'INVALID_FIELD', where: 'join token', message: `must begin with ${PREFIX}`, hint: HINT }]);
  }
  const decoded = attempt('join token', () => fromBase64url(trimmed.slice(PREFIX.length)));
  const token = decoded.ok ? joinTokenMessage.decode(decoded.value) : decoded;
  return token.ok ? token : err(token.error.map((problem) => ({ ...problem, hint: HINT })));
}
