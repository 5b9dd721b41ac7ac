import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compiledParse } from '../../shared/compiled.ts';

const PRICE = {
  instrument_token: 256265,
  last_price: 15_500.05,
  timestamp: '2022-06-16T03:45:00.000Z',
  timestamp_ms: 1_655_351_100_000,
};

const schema = z.object({
  instrument_token: z.int(),
  last_price: z.number(),
  timestamp: z.iso.datetime(),
  timestamp_ms: z.int(),
  previous_price: z.number().optional(),
});

describe('compiledParse', () => {
  it.each([
    ['a good item', PRICE],
    ['an item with more than the schema knows', { ...PRICE, extra: 1 }],
    ['an item with an optional part', { ...PRICE, previous_price: 15_499 }],
    ['an item with a wrong part', { ...PRICE, last_price: '15500' }],
    ['an item without a part', { ...PRICE, timestamp: undefined }],
    ['no item', null],
  ])('gives the result of the schema for %s', (_, candidate) => {
    const parse = compiledParse(schema);

    const said = parse(candidate);

    const expected = schema.safeParse(candidate);
    expect(said.success).toBe(expected.success);
    expect(said.data).toEqual(expected.data);
    expect(said.error?.issues).toEqual(expected.error?.issues);
  });

  it('gives the schema its defaults and transformations', () => {
    const parse = compiledParse(z.object({ n: z.string().transform(Number), m: z.number().default(7) }));

    expect(parse({ n: '5' }).data).toEqual({ n: 5, m: 7 });
    expect(parse({ n: '6', m: 8 }).data).toEqual({ n: 6, m: 8 });
  });
});
