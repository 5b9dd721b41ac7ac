import * as z from 'zod';
import type { EventDefinitions } from '../definition.ts';
import { timestamp } from './fields.ts';

/** Something that a person should know and that is not one record's fault: a strategy that was refused, say. */
const systemError = z.strictObject({
  code: z.string().min(1).max(64),
  message: z.string().min(1).max(1_024),
  /** What it is about: a strategy id, a function, an instrument. */
  subject: z.string().max(256).optional(),
  timestamp,
});

export const SYSTEM_EVENTS = {
  system_error: {
    data: systemError,
    summary: 'Something that a person should know and that is not one record’s fault.',
  },
} as const satisfies EventDefinitions;
