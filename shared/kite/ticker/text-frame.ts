import * as z from 'zod';

const text = z.string().max(4_096);

const frame = z.discriminatedUnion('type', [
  /** An update of one of the account's orders, in the form of a postback. Its reader validates the fields. */
  z.object({ type: z.literal('order'), data: z.record(z.string(), z.unknown()) }),
  /** Kite refused a request, such as one for more than 3,000 tokens. */
  z.object({ type: z.literal('error'), data: text }),
  /** An announcement of the broker. */
  z.object({ type: z.literal('message'), data: z.unknown() }),
]);

/** A text frame of the ticker. `unknown`: not JSON, or of no documented form; only its length is kept. */
export type TextFrame = z.infer<typeof frame> | { readonly type: 'unknown'; readonly length: number };

const jsonOf = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
};

export const textFrameOf = (content: string): TextFrame =>
  frame.safeParse(jsonOf(content)).data ?? { type: 'unknown', length: content.length };
