import { describe, expect, it } from 'vitest';
import { getReadiness } from '../../../../functions/health/api/get-readiness.ts';
import type { HealthServices } from '../../../../functions/health/api/services.ts';
import { MemoryTables } from '../../../../localstack/backtest/memory-tables.ts';
import { TransientError } from '../../../../shared/errors.ts';
import { type Mark, markItemOf } from '../../../../shared/poller-hours/marks.ts';
import type { EventSource } from '../../../../shared/ports/event-sources.ts';
import { callRoute } from '../../../support/call-route.ts';
import { eventSource, healthServices, MARKET_HOURS } from '../../../support/health.ts';

/** Monday 2026-03-02 in India. */
const at = (time: string): number => Date.parse(`2026-03-02T${time}:00.000+05:30`);
const EVENING = at('16:30');
const DISABLED_AT = at('15:45');
const CHANGED = '2026-03-02T10:15:20.123Z';
const MARK: Mark = { disabledAt: DISABLED_AT, lastModified: CHANGED };

interface Given {
  readonly marks?: Readonly<Record<string, Mark>>;
  readonly mappings: readonly EventSource[];
  readonly change?: Partial<HealthServices>;
  readonly now?: number;
}

const ask = ({ marks = {}, mappings, change = {}, now = EVENING }: Given) => {
  const tables = new MemoryTables();
  for (const [name, mark] of Object.entries(marks)) {
    tables.put('controls', markItemOf(`uuid-of-${name}`, { version: 1, mark }));
  }
  const services = healthServices({ tables, eventSources: { list: async () => mappings }, ...change });
  return callRoute(getReadiness, services, { now });
};

const disabled = (name: string, change: Partial<EventSource> = {}): EventSource =>
  eventSource(name, { state: 'Disabled', lastModified: CHANGED, ...change });

const OFF = { needed: false, ok: false, problem: 'OFF_BY_SCHEDULE', stuck: [] };

describe('readiness outside of poller hours', () => {
  it('is off by schedule with 200 while mappings are disabled by poller hours', async () => {
    const marks = { 'price-recorder': MARK, 'paper-risk-manager': MARK };
    const mappings = [
      disabled('price-recorder'),
      disabled('paper-risk-manager'),
      eventSource('shared-redriver'),
    ];

    expect(await ask({ marks, mappings })).toMatchObject({
      status: 200,
      body: {
        ready: false,
        state: 'off_by_schedule',
        checks: {
          paper: { event_sources: { ...OFF, off_by_schedule: 2 } },
          zerodha: { event_sources: { ...OFF, off_by_schedule: 1 } },
        },
      },
    });
  });

  it('needs no broker session while mappings are disabled by poller hours', async () => {
    const mappings = [disabled('price-recorder')];

    expect(
      await ask({ marks: { 'price-recorder': MARK }, mappings, change: { account: 'DEMO01' } }),
    ).toMatchObject({
      status: 200,
      body: { checks: { zerodha: { session: { needed: false, ok: false, problem: 'SESSION_NOT_FOUND' } } } },
    });
  });

  it('is ready while all mappings are enabled', async () => {
    expect(await ask({ mappings: [eventSource('price-recorder')] })).toMatchObject({
      status: 200,
      body: { ready: true, state: 'ready' },
    });
  });

  it.each([
    ['disabled by a person', disabled('paper-risk-manager'), undefined, 'it is Disabled'],
    [
      'changed since poller hours disabled it',
      disabled('paper-risk-manager', { lastModified: '2026-03-02T10:40:00.000Z' }),
      MARK,
      'it is Disabled: it changed after poller hours disabled it, so a person has to enable it',
    ],
    [
      'marked before it was disabled, by a run that ended',
      disabled('paper-risk-manager'),
      { disabledAt: DISABLED_AT },
      'it is Disabled: it changed after poller hours disabled it, so a person has to enable it',
    ],
    [
      'in another state than poller hours leave it in',
      eventSource('paper-risk-manager', { state: 'Creating' }),
      MARK,
      'it is Creating',
    ],
    [
      'enabled and stuck',
      eventSource('paper-risk-manager', { problem: 'function error' }),
      undefined,
      'function error',
    ],
  ])('is not ready if one mapping is %s', async (_, mapping, mark, problem) => {
    const marks = { 'price-recorder': MARK, ...(mark && { 'paper-risk-manager': mark }) };

    expect(await ask({ marks, mappings: [disabled('price-recorder'), mapping] })).toMatchObject({
      status: 503,
      body: {
        state: 'not_ready',
        checks: {
          paper: {
            event_sources: {
              needed: true,
              ok: false,
              problem: 'EVENT_SOURCES_STUCK',
              stuck: [{ function: 'paper-risk-manager', problem }],
              off_by_schedule: 1,
            },
          },
          zerodha: { event_sources: OFF },
        },
      },
    });
  });

  it.each([
    ['Disabling', { disabledAt: DISABLED_AT }, at('15:47')],
    ['Disabled', { disabledAt: DISABLED_AT }, at('15:47')],
    ['Enabling', MARK, at('08:52')],
  ])('is off by schedule while a mapping is %s on schedule', async (state, mark, now) => {
    const mappings = [eventSource('price-recorder', { state })];

    expect(await ask({ marks: { 'price-recorder': mark }, mappings, now })).toMatchObject({
      status: 200,
      body: { state: 'off_by_schedule' },
    });
  });

  it('is not ready if the marks cannot be read, or one is malformed', async () => {
    const mappings = [disabled('price-recorder')];
    const unreadable = new MemoryTables();
    unreadable.query = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'throttled'));
    const malformed = new MemoryTables();
    malformed.put('controls', { broker: 'poller-hours', control: 'uuid-of-price-recorder', version: 'x' });

    for (const tables of [unreadable, malformed]) {
      expect(await ask({ mappings, change: { tables } })).toMatchObject({
        status: 503,
        body: { checks: { paper: { event_sources: { problem: 'EVENT_SOURCES_STUCK' } } } },
      });
    }
  });
});

describe('readiness in poller hours', () => {
  it.each([
    ['nse', MARKET_HOURS],
    ['mcx', EVENING],
    ['always', EVENING],
  ] as const)(
    'with pollerHours=%s is not ready while a mapping is disabled by poller hours',
    async (pollerHours, now) => {
      const mappings = [disabled('price-recorder')];

      expect(
        await ask({ marks: { 'price-recorder': MARK }, mappings, now, change: { pollerHours } }),
      ).toMatchObject({
        status: 503,
        body: {
          state: 'not_ready',
          checks: {
            paper: {
              event_sources: {
                stuck: [{ problem: 'it is Disabled: poller hours disabled it and have not enabled it' }],
              },
            },
          },
        },
      });
    },
  );
});
