import { isUtf8 } from 'node:buffer';
import { ProblemError } from '../ports/problems.ts';

/** Bytes. The largest useful body, a strategy on 3,000 instruments, is a third of this. */
export const MAX_BODY_BYTES = 98_304;
/** Nesting levels of arrays and objects. */
const MAX_DEPTH = 16;

/** Nesting depth, counted in the text before it is parsed. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charCodeAt(place);
    if (quoted) {
      if (character === 0x5c) place += 1;
      else if (character === 0x22) quoted = false;
    } else if (character === 0x22) quoted = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return deepest;
};

/** An escaped surrogate, which is valid only as half of a pair. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isWellFormed(inner));
};

/**
 * Parses a request body as JSON; undefined for an empty body.
 * @throws ProblemError `BODY_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `BODY_NOT_JSON`, `BODY_TOO_DEEP`
 */
export const parseJsonBody = (
  body: string | undefined,
  isBase64Encoded: boolean,
  contentType: string | undefined,
): unknown => {
  if (body === undefined || body === '') return undefined;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new ProblemError(
      'BODY_TOO_LARGE',
      `the body has ${bytes.length} bytes; the maximum is ${MAX_BODY_BYTES}`,
    );
  }
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    throw new ProblemError('UNSUPPORTED_MEDIA_TYPE', 'send the body with content-type: application/json');
  }
  if (!isUtf8(bytes)) throw new ProblemError('BODY_NOT_JSON', 'the body is not UTF-8');
  const text = bytes.toString('utf8');
  if (depthOf(text) > MAX_DEPTH) {
    throw new ProblemError('BODY_TOO_DEEP', `the body is nested deeper than ${MAX_DEPTH} levels`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, and the body may hold a token.
    throw new ProblemError('BODY_NOT_JSON', 'the body cannot be parsed as JSON');
  }
  // UTF-8 cannot encode a lone surrogate, so tables and topics would store a different text.
  if (SURROGATE.test(text) && !isWellFormed(value)) {
    throw new ProblemError('BODY_NOT_JSON', 'a string of the body contains a lone surrogate');
  }
  return value;
};
