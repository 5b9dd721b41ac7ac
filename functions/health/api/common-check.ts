import * as z from 'zod';

/** What every check says. */
export const common = {
  needed: z.boolean().describe('Whether trading needs it'),
  ok: z.boolean(),
  problem: z.string().optional().describe('Problem code; the log has details'),
};
