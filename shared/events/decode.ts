import { isAscii, isUtf8 } from 'node:buffer';
import * as z from 'zod';
import { PoisonError } from '../errors.ts';
import { type Envelope, envelopeSchema } from './envelope.ts';
import { EVENT_TYPES, EVENT_VERSION, type EventType } from './types.ts';

interface Check {
  /** Validates without building a result. This is sufficient for nearly every event. */
  isValid(candidate: unknown): boolean;
  /** Finds the problem. */
  parse(candidate: unknown): z.ZodSafeParseResult<unknown>;
}

const TYPES = Object.keys(EVENT_TYPES) as EventType[];

const isType = (text: unknown): text is EventType => TYPES.some((type) => type === text);

const CHECKS = new Map<unknown, Check>();

/**
 * The check of a type; undefined for an unknown type. It is compiled for the first event of the type, because a stage
 * reads few types.
 */
const checkOf = (type: unknown): Check | undefined => {
  const known = CHECKS.get(type);
  if (known !== undefined || !isType(type)) return known;
  const schema = z.compile(envelopeSchema(type));
  const check = {
    isValid: (candidate: unknown) => schema.validate(candidate),
    parse: (candidate: unknown) => schema.safeParse(candidate),
  };
  CHECKS.set(type, check);
  return check;
};

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** For a message. Not JSON.stringify, which fails for a deeply nested value. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
};

const problems = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'event'}: ${shortened(issue.message)}`)
    .join('; ');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toText = (bytes: Buffer): string => {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new PoisonError('BAD_UTF8', `the value's ${bytes.length} bytes are not UTF-8`);
};

/**
 * The event in a record's value.
 * @throws PoisonError `EMPTY_VALUE`, `BAD_UTF8`, `BAD_JSON`, `NOT_AN_EVENT`, `UNKNOWN_TYPE`, `UNKNOWN_VERSION` or `INVALID_EVENT`.
 */
export const decodeEvent = (value: Buffer | null): Envelope => {
  if (value === null || value.length === 0) {
    throw new PoisonError('EMPTY_VALUE', value === null ? 'a tombstone has no event' : 'the value is empty');
  }
  const text = toText(value);
  let candidate: unknown;
  try {
    candidate = JSON.parse(text);
  } catch (cause) {
    throw new PoisonError('BAD_JSON', `the value is not JSON: ${shortened(text)}`, { cause });
  }
  return validateEvent(candidate);
};

/** The candidate as an event, or a PoisonError with the problem. */
export const validateEvent = (candidate: unknown): Envelope => {
  if (!isObject(candidate)) {
    throw new PoisonError('NOT_AN_EVENT', `expected an event, got ${shown(candidate)}`);
  }
  const { type } = candidate;
  const check = checkOf(type);
  if (check === undefined) {
    throw new PoisonError('UNKNOWN_TYPE', `event type ${shown(type)} is not one of ${TYPES.join(', ')}`);
  }
  if (candidate.version !== EVENT_VERSION) {
    throw new PoisonError(
      'UNKNOWN_VERSION',
      `version ${shown(candidate.version)} of ${String(type)} is unknown; every event has version ${EVENT_VERSION}`,
    );
  }
  if (!check.isValid(candidate)) {
    const { error } = check.parse(candidate);
    throw new PoisonError(
      'INVALID_EVENT',
      `${String(type)}: ${error === undefined ? 'invalid' : problems(error)}`,
      {
        cause: error,
      },
    );
  }
  return candidate as Envelope;
};
