import * as z from 'zod';
import { WITHOUT_CONTROL_CHARACTERS } from './plain-text.ts';

/** Why somebody does something: people read it later, in terminals too. */
export const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(WITHOUT_CONTROL_CHARACTERS, 'must not have control characters')
  .describe('Why; it is kept with the change and in the audit trail');
