import { Buffer } from 'node:buffer';
import * as z from 'zod';
import type { KafkaRecord } from '../../shared/ports/record.ts';

/**
 * The message that Lambda sends to a Kafka on-failure topic when it gives a record up: one per record, with the
 * invocation event of that record.
 */
const failureMessage = z.object({
  requestContext: z
    .object({ functionArn: z.string().optional(), approximateInvokeCount: z.number().optional() })
    .optional(),
  responseContext: z.object({ functionError: z.string().optional() }).nullish(),
  condition: z.string().min(1),
  payload: z.object({ records: z.record(z.string(), z.array(z.unknown())) }).optional(),
});

const base64 = z.string().nullish();

type Header = Readonly<Record<string, readonly number[]>>;

const isHeader = (value: unknown): value is Header =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((bytes) => Array.isArray(bytes) && bytes.every(Number.isInteger));

const failedRecord = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  timestamp: z.number().optional(),
  key: base64,
  value: base64,
  // Not z.record, which drops a header with the name `__proto__`.
  headers: z.array(z.custom<Header>(isHeader)).nullish(),
});

/** A record that Lambda gave up, with its reason. */
export interface LambdaFailure {
  /** Why Lambda gave up, such as `RetriesExhausted`. */
  readonly condition: string;
  readonly functionArn: string | undefined;
  readonly functionError: string | undefined;
  readonly attempts: number | undefined;
  /** The original record; undefined if the message does not have exactly one. */
  readonly record: KafkaRecord | undefined;
}

const fromBase64 = (text: string | null | undefined): Buffer | null =>
  text === null || text === undefined ? null : Buffer.from(text, 'base64');

const recordIn = (payload: z.infer<typeof failureMessage>['payload']): KafkaRecord | undefined => {
  const records = Object.values(payload?.records ?? {}).flat();
  const parsed = failedRecord.safeParse(records[0]);
  if (records.length !== 1 || !parsed.success) return undefined;
  const { topic, partition, offset, timestamp, key, value, headers } = parsed.data;
  return {
    topic,
    partition,
    offset,
    timestamp: timestamp ?? 0,
    key: fromBase64(key),
    value: fromBase64(value),
    // The bytes are signed in Lambda's events; Buffer takes them modulo 256.
    headers: (headers ?? []).flatMap((header) =>
      Object.entries(header).map(([name, bytes]) => [name, Buffer.from(bytes)] as const),
    ),
  };
};

const parseJson = (value: Buffer): unknown => {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
};

/** Parses a message of Lambda; undefined for other bytes. */
export const lambdaFailureIn = (value: Buffer | null): LambdaFailure | undefined => {
  if (value === null) return undefined;
  const parsed = failureMessage.safeParse(parseJson(value));
  if (!parsed.success) return undefined;
  const { condition, requestContext, responseContext, payload } = parsed.data;
  return {
    condition,
    functionArn: requestContext?.functionArn,
    functionError: responseContext?.functionError,
    attempts: requestContext?.approximateInvokeCount,
    record: recordIn(payload),
  };
};
