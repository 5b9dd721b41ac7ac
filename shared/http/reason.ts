import * as z from 'zod';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the category Cc, in a form that every dialect of patterns reads
const WITHOUT_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;

/** Why somebody does something: people read it later, in terminals too. */
export const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(WITHOUT_CONTROL_CHARACTERS, 'must not have control characters')
  .describe('Why; it is kept with the change and in the audit trail');
