import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getDeadLetter } from '../../../../functions/dead-letters/api/get-dead-letter.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import type { Item } from '../../../../shared/ports/item.ts';
import { callRoute } from '../../../support/call-route.ts';
import { memoryVersionedItems } from '../../../support/memory/memory-versioned-items.ts';
import { FILLS, letterId, letterItem } from '../../../support/redrives.ts';
import { checkAsync } from '../../../support/seed.ts';

const get = async (item: Item) => {
  const tables = new MemoryTables();
  tables.put('dead-letters', item);
  const services = {
    tables,
    publisher: { publish: async () => {} },
    requests: memoryVersionedItems(new MemoryTables()),
    onBadItem: () => {},
  };
  const { body } = await callRoute(getDeadLetter, services, {
    params: { topic: FILLS.name, dead_letter_id: letterId(0) },
  });
  return body as { readonly value: { readonly base64: string; readonly text?: string } };
};

const withValue = (value: Buffer) => get(letterItem(0, { value }));

describe('getDeadLetter', () => {
  it('gives the record whole: bytes as they are, text where they are text', async () => {
    const headers = [
      { name: 'traceparent', value: Buffer.from('00-é') },
      { name: 'raw', value: Buffer.from([0xff]) },
    ];

    const body = await get(
      letterItem(0, { value: Buffer.from('{"a":[1]}'), headers, expires_at: 1_655_351_100 }),
    );

    expect(body).toMatchObject({
      lies_at: { topic: `${FILLS.name}.dlq`, partition: 0, offset: 0 },
      expires_at: '2022-06-16T03:45:00.000Z',
      key: { base64: 'YQ==', text: 'a' },
      value: { base64: 'eyJhIjpbMV19', text: '{\n  "a": [\n    1\n  ]\n}' },
      headers: [
        { name: 'traceparent', value: { base64: 'MDAtw6k=', text: '00-é' } },
        { name: 'raw', value: { base64: '/w==' } },
      ],
    });
  });

  it('says where a record lies that is too large for an item', async () => {
    const { key: _, value: __, headers: ___, ...rest } = letterItem(0);

    const body = await get({ ...rest, value_omitted: true, record_bytes: 900_000 });

    expect(body).toMatchObject({
      value_omitted: true,
      bytes: 900_000,
      not_redrivable: { code: 'BYTES_OMITTED' },
    });
    expect(body).not.toHaveProperty('value');
  });

  it.each([
    ['deep', `${'['.repeat(120_000)}${']'.repeat(120_000)}`],
    ['deep, with quotes that would hide it', `{"a\\"[":${'['.repeat(60)}${']'.repeat(60)}}`],
    [
      'wide and deep enough to be made of spaces',
      `${'['.repeat(23)}${'1,'.repeat(100_000)}1${']'.repeat(23)}`,
    ],
    ['no JSON', '{"a":'],
    ['a number too large for its type', '12345678901234567890'],
  ])('leaves text as it is that is %s', async (_, text) => {
    expect((await withValue(Buffer.from(text))).value.text).toBe(text);
  });

  it('sets JSON out without touching what it says', async () => {
    const text =
      '{"id":12345678901234567890,"id":1.50,"none":{},"list":[ ],"s":"a\\"{,}:[\\\\","n":[null,[true]]}';

    const { value } = await withValue(Buffer.from(text));

    expect(value.text?.split('\n')).toEqual([
      '{',
      '  "id": 12345678901234567890,',
      '  "id": 1.50,',
      '  "none": {},',
      '  "list": [],',
      '  "s": "a\\"{,}:[\\\\",',
      '  "n": [',
      '    null,',
      '    [',
      '      true',
      '    ]',
      '  ]',
      '}',
    ]);
  });

  it('sets out any JSON as JSON.stringify would', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.json({ maxDepth: 4 }).filter((text) => /^[{[]/.test(text)),
        async (text) => {
          const { value } = await withValue(Buffer.from(text));

          expect(value.text).toBe(JSON.stringify(JSON.parse(text), null, 2));
        },
      ),
    );
  });

  it('returns any bytes exactly, within the response limit of Lambda', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 2_000 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        async (bytes) => {
          const { value } = await withValue(Buffer.from(bytes));

          expect(Buffer.from(value.base64, 'base64')).toEqual(Buffer.from(bytes));
        },
      ),
    );
    for (const long of [
      '\0'.repeat(256 * 1_024),
      `["${'\\\\'.repeat(120_000)}"]`,
      `["${'x'.repeat(250_000)}"]`,
    ]) {
      const worst = await withValue(Buffer.from(long));
      expect(JSON.stringify(JSON.stringify(worst)).length).toBeLessThan(6_000_000);
    }
  });

  it('returns NOT_FOUND for an unknown id', async () => {
    await expect(get(letterItem(1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
