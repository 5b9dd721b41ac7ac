import * as z from 'zod';

export const MODES = ['ltp', 'quote', 'full'] as const;
export type Mode = (typeof MODES)[number];

/** What a client asks on its socket. */
export type TickerRequest =
  | { readonly action: 'subscribe' | 'unsubscribe'; readonly tokens: readonly number[] }
  | { readonly action: 'mode'; readonly mode: Mode; readonly tokens: readonly number[] };

/** Kite answers tokens as text with silence, so what is not a number is left out. */
const tokens = z
  .array(z.unknown())
  .transform((values) => values.filter((value): value is number => Number.isInteger(value)));

const request = z.union([
  z
    .object({ a: z.enum(['subscribe', 'unsubscribe']), v: tokens })
    .transform(({ a, v }): TickerRequest => ({ action: a, tokens: v })),
  z
    .object({ a: z.literal('mode'), v: z.tuple([z.enum(MODES), tokens]) })
    .transform(({ v: [mode, each] }): TickerRequest => ({ action: 'mode', mode, tokens: each })),
]);

/** The request of a text frame; undefined for one that Kite does not know. */
export const parseRequest = (text: string): TickerRequest | undefined => {
  try {
    return request.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
