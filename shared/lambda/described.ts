import { AlphaPandaError } from '../errors.ts';

const FRAME = /^\s+at /;

/** The places in the code, without the message that stands above them. */
const framesOf = ({ stack = '', message }: Error): readonly string[] =>
  stack
    .replace(message, '')
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim());

/**
 * Anything that was thrown, as the log may have it. Our own errors are written so that their messages hold no secret.
 * Of all others only name and places are told: a parser's message quotes what it could not parse, an HTTP client's
 * error has the request in it, token included, and a cause may be either.
 */
export const described = (thrown: unknown): Readonly<Record<string, unknown>> => {
  if (thrown instanceof AlphaPandaError) return { error_code: thrown.code, error_message: thrown.message };
  return thrown instanceof Error
    ? { error_name: thrown.name, error_at: framesOf(thrown) }
    : { error_name: typeof thrown };
};
