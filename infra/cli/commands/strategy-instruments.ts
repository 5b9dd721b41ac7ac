import * as z from 'zod';

/** `NSE:INFY,256265`: names and tokens. */
export const instrumentList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map((one) => (/^\d{1,10}$/.test(one) ? Number(one) : one)),
  )
  .refine((list) => list.length > 0, 'give names or tokens, such as NSE:INFY,256265');

const tokens = z.array(z.number());
const namedTokens = z.record(z.string(), z.number());

/**
 * The instruments of a strategy's view as they can be sent back: a name in place of its token, and the names without a
 * token, which the API then refuses. A list that is not a view's stays as it is.
 */
export const withNames = (instruments: unknown, contracts: unknown): unknown => {
  const { data: listed } = tokens.safeParse(instruments);
  const { data: named } = namedTokens.safeParse(contracts);
  if (listed === undefined || named === undefined) return instruments;
  const names = new Map(Object.entries(named).map(([name, token]) => [token, name]));
  const withoutToken = Object.keys(named).filter((name) => !listed.includes(named[name] ?? 0));
  return [...listed.map((token) => names.get(token) ?? token), ...withoutToken];
};
