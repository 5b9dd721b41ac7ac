import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import { timestamp } from './fields.ts';

/** A problem that an operator should know, which no single record caused: for example a refused strategy. */
const systemError = z.strictObject({
  code: z.string().min(1).max(64),
  message: z.string().min(1).max(1_024),
  /** The object of the problem: a strategy id, a function, an instrument. */
  subject: z.string().max(256).optional(),
  timestamp,
});

export const SYSTEM_EVENTS = {
  system_error: {
    data: systemError,
    summary: 'Something that a person should know and that is not one record’s fault.',
  },
} as const satisfies EventDefinitions;
