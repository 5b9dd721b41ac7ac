import * as z from 'zod';
import { WITHOUT_CONTROL_CHARACTERS } from './plain-text.ts';

/** The reason for a change. Terminals display it, so it has no control characters. */
export const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(WITHOUT_CONTROL_CHARACTERS, 'must not have control characters')
  .describe('Reason for the change, stored with it and in the audit trail');
