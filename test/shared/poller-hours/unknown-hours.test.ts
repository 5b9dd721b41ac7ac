import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const CALENDAR = '../../../shared/market/calendar/published-years.ts';

beforeAll(() => {
  vi.resetModules();
  vi.doMock(CALENDAR, () => ({
    PUBLISHED_YEARS: { NSE: { 2027: 'date equity occasion\n10-31 unknown Muhurat' }, BSE: {}, MCX: {} },
  }));
});
afterAll(() => {
  vi.doUnmock(CALENDAR);
  vi.resetModules();
});

const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00.000+05:30`);

test('mappings stay enabled until 23:45 on a Sunday that the exchange lists without hours', async () => {
  const { isOffTime, isPollerTime } = await import('../../../shared/poller-hours/hours.ts');

  expect(isPollerTime('nse', at('2027-10-31 09:00'))).toBe(true);
  expect(isPollerTime('nse', at('2027-10-31 23:44'))).toBe(true);
  expect(isPollerTime('nse', at('2027-10-31 23:45'))).toBe(false);
  expect(isOffTime('nse', at('2027-10-31 15:45'))).toBe(false);
  expect(isOffTime('nse', at('2027-10-31 23:45'))).toBe(true);

  expect(isPollerTime('nse', at('2027-10-30 12:00'))).toBe(false);
});
