import { AlphaPandaError } from '../errors.ts';

const FRAME = /^\s+at /;

/** The frames of the stack, without the message above them. */
const framesOf = ({ stack = '', message }: Error): readonly string[] =>
  stack
    .replace(message, '')
    .split('\n')
    .filter((line) => FRAME.test(line))
    .map((line) => line.trim());

/**
 * The log fields of any thrown value. Messages of the project's errors never contain a secret.
 * Other errors are logged by name and stack frames only. A parser's message quotes its input. An HTTP client's error
 * contains the request with its token. A cause may be either of them.
 */
export const describeError = (thrown: unknown): Readonly<Record<string, unknown>> => {
  if (thrown instanceof AlphaPandaError) return { error_code: thrown.code, error_message: thrown.message };
  return thrown instanceof Error
    ? { error_name: thrown.name, error_at: framesOf(thrown) }
    : { error_name: typeof thrown };
};
