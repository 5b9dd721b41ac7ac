import type * as z from 'zod';

/** Event types by their name on the wire. */
export type EventDefinitions = Readonly<
  Record<
    string,
    { readonly data: z.ZodObject /** One sentence, for the documents. */; readonly summary: string }
  >
>;
