import * as z from 'zod';

const IST = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\+05:?30)?$/;

/** A time as Kite writes it, in India: `2026-01-01 09:15:00` or `2026-01-01T09:15:00+0530`. Parsed to UTC in ISO form. */
export const istTime = z.string().transform((text, context) => {
  const [, date, time] = IST.exec(text) ?? [];
  const at = Date.parse(`${date}T${time}+05:30`);
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  context.addIssue({ code: 'custom', message: 'must be a time of Kite' });
  return z.NEVER;
});
