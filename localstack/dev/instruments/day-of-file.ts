import * as z from 'zod';
import { AlphaPandaError } from '../../../shared/errors.ts';

/** @throws AlphaPandaError `BAD_DATE` for a text that is no day of a calendar */
export const dayOfFile = (text: string): string => {
  const { data } = z.iso.date().safeParse(text);
  if (data !== undefined) return data;
  throw new AlphaPandaError('BAD_DATE', `--date is "${text}": give a day as YYYY-MM-DD`);
};
