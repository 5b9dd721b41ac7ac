import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toolDynamo } from '../../../../localstack/dev/init/endpoints.ts';
import { createTables } from '../../../../localstack/dev/init/tables.ts';
import type { PutInput } from '../../../../localstack/dev/put/read-input.ts';
import { putTable } from '../../../../localstack/dev/put/tables.ts';
import { writeItems } from '../../../../localstack/dev/put/write-items.ts';
import { putSeed } from '../../../../localstack/dev/seed/seed.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { pendingRecords } from '../../../../shared/audit/pending.ts';
import { dynamoTableReader } from '../../../../shared/dynamo/table-reader.ts';
import type { Item } from '../../../../shared/ports/item.ts';

const PREFIX = 'put-test';
const WRITER = { user: 'asha', now: Date.UTC(2026, 0, 5) };
const STRATEGY = {
  strategy_id: 'my-rsi',
  type: 'rsi',
  instruments: [738561],
  parameters: {},
  is_active: true,
  zerodha_trading_enabled: false,
};
const INFY = {
  instrument_token: 408065,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};

const inputOf = (items: readonly Item[], fromKite = false): PutInput => ({
  entries: items.map((item, place) => ({ place: `item ${place + 1}`, item })),
  fromKite,
  leftOut: new Map(),
});

describe('putting items', () => {
  let aws: Awaited<ReturnType<typeof startEmbeddedAws>>;
  let dynamo: ReturnType<typeof toolDynamo>;

  beforeAll(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
    dynamo = toolDynamo({ kafkaBrokers: '', awsEndpointUrl: aws.endpoint });
    await createTables(dynamo, PREFIX);
  });
  afterAll(() => aws.close());

  const tables = () => dynamoTableReader(dynamo, PREFIX);
  const put = (table: string, items: readonly Item[], fromKite = false) =>
    writeItems(dynamo, PREFIX, putTable(table), inputOf(items, fromKite), WRITER);
  const strategy = () => tables().get('strategies', { strategy_id: 'my-rsi' });

  beforeEach(() =>
    putSeed(dynamo, PREFIX, [
      {
        table: 'strategies',
        item: { ...STRATEGY, is_active: false, version: 4, pending_events: ['an earlier one, unreadable'] },
      },
      { table: 'instruments', item: { ...INFY, freeze_quantity: 500, closing_auction: true } },
    ]),
  );

  it('reports the replaced setting and raises the version', async () => {
    const written = await put('strategies', [{ ...STRATEGY, version: 1 }]);

    expect(written).toEqual({
      added: 0,
      unchanged: 0,
      replaced: [{ id: 'my-rsi', changes: [{ field: 'is_active', before: 'false', after: 'true' }] }],
    });
    expect(await strategy()).toMatchObject({ is_active: true, version: 5 });
  });

  it('saves an audit entry with the item', async () => {
    await put('strategies', [{ ...STRATEGY, version: 1 }]);

    const [record] = pendingRecords(await strategy());
    expect(JSON.parse(String(record?.value))).toMatchObject({
      type: 'operator_action',
      data: {
        action: 'strategy_updated',
        subject: 'my-rsi',
        actor: { user_id: 'asha' },
        reason: 'npm run local:put',
        subject_version: 5,
        changes: [{ field: 'is_active' }],
      },
    });
  });

  it('keeps the pending audit events of an item', async () => {
    await put('strategies', [{ ...STRATEGY, version: 1 }]);
    await put('strategies', [{ ...STRATEGY, parameters: { rsi_period: 7 }, version: 1 }]);

    const told = pendingRecords(await strategy()).map(({ value }) => JSON.parse(String(value)).data);
    expect(told.map(({ subject_version }) => subject_version)).toEqual([5, 6]);
  });

  it('writes nothing for an equal item', async () => {
    const before = await strategy();

    const written = await put('strategies', [{ ...STRATEGY, is_active: false, version: 1 }]);

    expect(written).toEqual({ added: 0, replaced: [], unchanged: 1 });
    expect(await strategy()).toEqual(before);
  });

  it('clears no strategy for live trading', async () => {
    const cleared = { ...STRATEGY, zerodha_trading_enabled: true, version: 1 };

    await expect(put('strategies', [cleared])).rejects.toMatchObject({ code: 'NOT_CLEARED' });

    expect(await strategy()).toMatchObject({ is_active: false, version: 4 });
  });

  it('refuses an active strategy beyond the limit', async () => {
    const instruments = Array.from({ length: 3_000 }, (_, place) => place + 1);
    const huge = {
      ...STRATEGY,
      type: 'momentum',
      instruments,
      parameters: { lookback_period: 500 },
      version: 1,
    };

    await expect(put('strategies', [huge])).rejects.toThrow(/numbers/);

    expect(await strategy()).toMatchObject({ is_active: false, version: 4 });
  });

  it('saves an audit entry for a control', async () => {
    const control = { broker: 'paper', control: 'kill_switch', engaged: true, version: 1 };

    expect(await put('controls', [control])).toEqual({ added: 1, replaced: [], unchanged: 0 });

    const [record] = pendingRecords(
      await tables().get('controls', { broker: 'paper', control: 'kill_switch' }),
    );
    expect(JSON.parse(String(record?.value)).data).toMatchObject({
      action: 'kill_switch_engaged',
      subject: 'paper',
      broker: 'paper',
    });
  });

  it("keeps a user's additions to an instrument of Kite's file", async () => {
    const written = await put('instruments', [{ ...INFY, tick_size: 0.1 }], true);

    expect(written.replaced).toEqual([
      { id: '408065', changes: [{ field: 'tick_size', before: '0.05', after: '0.1' }] },
    ]);
    expect(await tables().get('instruments', { instrument_token: 408065 })).toEqual({
      ...INFY,
      tick_size: 0.1,
      freeze_quantity: 500,
      closing_auction: true,
    });
  });

  it('puts more instruments than one request can hold', async () => {
    const many = Array.from({ length: 130 }, (_, place) => ({ ...INFY, instrument_token: place + 1 }));

    expect(await put('instruments', many)).toMatchObject({ added: 130 });

    expect((await tables().scan('instruments')).length).toBe(131);
  });
});
