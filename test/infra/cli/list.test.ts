import { describe, expect, it, onTestFinished } from 'vitest';
import { listStrategies } from '../../../functions/strategy-runner/api/list-strategies.ts';
import { apiClient } from '../../../infra/cli/api-client.ts';
import { fetchList } from '../../../infra/cli/list.ts';
import { type Answers, type Received, startFakeApi } from './support/fake-api.ts';

const summary = (number: number) => ({
  strategy_id: `strategy-${number}`,
  is_active: true,
  zerodha_trading_enabled: false,
  version: 1,
  changed_by: null,
  changed_at: null,
});

/** A list of so many strategies, whose cursors are numbers. */
const strategies =
  (count: number) =>
  ({ query }: Received) => {
    const from = Number(query.cursor ?? 0);
    const to = Math.min(count, from + Number(query.limit));
    const items = Array.from({ length: to - from }, (_, place) => summary(from + place));
    return { body: { items, ...(to < count ? { next_cursor: String(to) } : {}) } };
  };

const fetchFrom = async (answers: Answers, limit: number) => {
  const api = await startFakeApi(answers);
  onTestFinished(() => api.stop());
  const client = apiClient({ address: api.address, token: 'a.b.c' });
  const list = await fetchList(client, {
    path: '/strategies',
    reply: async () => listStrategies.reply,
    limit,
  });
  return { list, limits: api.received.map(({ query }) => Number(query.limit)) };
};

describe('fetchList', () => {
  it('takes page after page until there is no more', async () => {
    const { list, limits } = await fetchFrom({ 'GET /strategies': strategies(450) }, 1_000);

    expect(list.items.map(({ strategy_id }) => strategy_id)).toEqual(
      Array.from({ length: 450 }, (_, number) => `strategy-${number}`),
    );
    expect(list.more).toBe(false);
    expect(limits).toEqual([200, 200, 200]);
  });

  it('asks for no more than was wanted, and says that there is more', async () => {
    const { list, limits } = await fetchFrom({ 'GET /strategies': strategies(450) }, 250);

    expect(list.items).toHaveLength(250);
    expect(list.more).toBe(true);
    expect(list.json.next_cursor).toBe('250');
    expect(limits).toEqual([200, 50]);
  });

  it('goes on over pages that have nothing', async () => {
    const pages = [{ items: [], next_cursor: 'x' }, { items: [], next_cursor: 'y' }, { items: [summary(1)] }];

    const { list } = await fetchFrom({ 'GET /strategies': () => ({ body: pages.shift() }) }, 10);

    expect(list.items).toEqual([summary(1)]);
  });

  it('keeps what it does not know of the items as they came', async () => {
    const { list } = await fetchFrom({ 'GET /strategies': { body: { items: [summary(1)] } } }, 10);

    expect(list.json).toEqual({ items: [summary(1)] });
  });

  it('ends where a list leads back to itself', async () => {
    const fetching = fetchFrom({ 'GET /strategies': { body: { items: [], next_cursor: 'x' } } }, 10);

    await expect(fetching).rejects.toThrow('the same cursor twice');
  });
});
