import { expect, test } from 'vitest';
import { currentIndex } from '../../../../shared/market/search/instrument-index.ts';
import { DAY, MARKET } from './market.ts';

test('the index is prepared once per version of the master', async () => {
  let rows = MARKET;
  const indexNow = currentIndex({ readAll: async () => rows });
  const first = await indexNow();

  expect(await indexNow()).toBe(first);
  expect(first.search).toBe(first.search);
  expect(first.names.find('NSE:INFY', 0).kind).toBe('found');

  rows = MARKET.filter(({ instrument }) => instrument.tradingsymbol !== 'INFY');
  const second = await indexNow();

  expect(second).not.toBe(first);
  expect(second.names.find('NSE:INFY', 0).kind).toBe('unknown');
  expect(second.search({ text: 'infy', day: DAY, limit: 9 }).rows).toHaveLength(1);
});
