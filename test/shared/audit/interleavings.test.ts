import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditedItems, type Expected } from '../../../shared/audit/audited-items.ts';
import { versionOf } from '../../../shared/audit/change.ts';
import { TransientError } from '../../../shared/errors.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { journalItem } from '../../../shared/journal/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { checkAsync } from '../../support/seed.ts';
import { auditEntry, NOW, operatorActions, requestId, SWITCH, world } from './world.ts';

/** The outcome of one call of a port. */
type Fate = 'works' | 'fails' | 'works, but says that it failed' | 'dies before' | 'dies after';

interface Actor {
  /** The version that it believes in is the one it has read, plus this. */
  readonly expected: 'any' | 'read';
  readonly value: number;
  readonly at: number;
  /** Of its calls, in turn; after the last all work. */
  readonly fates: readonly Fate[];
}

const actors: fc.Arbitrary<Actor> = fc.record({
  expected: fc.constantFrom('any' as const, 'read' as const),
  value: fc.nat(3),
  at: fc.nat(5),
  fates: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant('works' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'fails' as const,
          'works, but says that it failed' as const,
          'dies before' as const,
          'dies after' as const,
        ),
      },
    ),
    { maxLength: 8 },
  ),
});

const never = new Promise<never>(() => undefined);

const entriesOf = (log: ReturnType<typeof world>['log']): ReadonlySet<string> =>
  new Set(
    operatorActions(log).map((event) => {
      const { correlation_id, entry_id } = journalItem({ topic: SHARED_TOPICS.operatorActions.name, event });
      return `${correlation_id} ${entry_id}`;
    }),
  );

/** Each actor is an environment of its own: reads, then changes, while the others do the same. */
const play = async (scheduler: fc.Scheduler, crew: readonly Actor[]) => {
  const { items, log, publisher, audited, tables } = world();
  const saved: string[] = [];

  const act = async ({ expected, value, at, fates }: Actor, place: number): Promise<void> => {
    let calls = 0;
    const call = async <T>(name: string, effect: () => Promise<T>): Promise<T> => {
      const fate = fates[calls] ?? 'works';
      calls += 1;
      await scheduler.schedule(Promise.resolve(), `${place} ${name}: ${fate}`);
      if (fate === 'dies before') return never;
      if (fate === 'fails') throw new TransientError('DOWN', name);
      const result = await effect();
      if (fate === 'dies after') return never;
      if (fate === 'works, but says that it failed') throw new TransientError('LOST', name);
      return result;
    };
    const mine = auditedItems({
      items: {
        get: (...args) => call('get', () => items.get(...args)),
        put: (...args) => call('put', () => items.put(...args)),
        clearPending: (...args) => call('clear', () => items.clearPending(...args)),
      },
      publisher: { publish: (records) => call('publish', () => publisher.publish(records)) },
      source: 'test-api',
      onChanged: () => undefined,
      report: () => undefined,
    });
    try {
      const version: Expected = expected === 'any' ? 'any' : (await mine.read(SWITCH)).version;
      const what = auditEntry({ correlationId: requestId(place), at: NOW + at, tells: ['value'] });
      await mine.change(SWITCH, what, version, () => ({ value, by: place }));
      saved.push(requestId(place));
    } catch (thrown) {
      if (!(thrown instanceof TransientError) && !(thrown instanceof ProblemError)) throw thrown;
    }
  };

  const failures: unknown[] = [];
  for (const [place, actor] of crew.entries()) act(actor, place).catch((thrown) => failures.push(thrown));
  await scheduler.waitIdle();
  expect(failures).toEqual([]);

  const { version } = await audited.read(SWITCH);
  return { version, saved, log, item: tables.peek('controls', SWITCH.key) };
};

/** Ten people's worth of changes with one login, of one item and of many, and a logout among them. */
const playLogout = async (scheduler: fc.Scheduler, expected: readonly Expected[]) => {
  const { items, auditedWith, endSession, log, tables } = world();
  const step = (name: string) => scheduler.schedule(Promise.resolve(), name);
  const slow = auditedWith({
    items: {
      get: async (...args) => {
        await step('get');
        return items.get(...args);
      },
      put: async (...args) => {
        await step('put');
        return items.put(...args);
      },
      clearPending: async (...args) => {
        await step('clear');
        return items.clearPending(...args);
      },
    },
  });
  const versions = () =>
    expected.map((_, place) =>
      versionOf(tables.peek('controls', { broker: 'paper', control: String(place % 4) })),
    );
  const outcomes = expected.map(async (version, place) => {
    const address = { table: 'controls', key: { broker: 'paper', control: String(place % 4) } } as const;
    const what = auditEntry({ correlationId: requestId(place) });
    try {
      await slow.change(address, what, version, () => ({ value: place }));
      return undefined;
    } catch (thrown) {
      return thrown instanceof ProblemError ? thrown.problem : String(thrown);
    }
  });
  const logout = (async () => {
    await step('logout');
    endSession();
    return versions();
  })();
  await scheduler.waitIdle();
  return { atLogout: await logout, after: versions(), codes: await Promise.all(outcomes), log };
};

describe('changes beside a logout, in every order of their steps', () => {
  it('land before it is answered, or not at all, and those that do not say why', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom<Expected>('any', 0, 'absent'), { minLength: 10, maxLength: 10 }),
        async (scheduler, expected) => {
          const { atLogout, after, codes, log } = await playLogout(scheduler, expected);

          expect(after).toEqual(atLogout);
          const landed = codes.filter((code) => code === undefined).length;
          expect(new Set(operatorActions(log).map(({ id }) => id)).size).toBe(landed);
          for (const code of codes) {
            expect([undefined, 'SESSION_NOT_FOUND', 'VERSION_MISMATCH', 'ALREADY_EXISTS']).toContain(code);
          }
        },
      ),
      300,
    );
  });
});

describe('changes of one item by several, with crashes and outages at every step', () => {
  it('are each told once, in order, and none is lost', async () => {
    await checkAsync(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(actors, { minLength: 1, maxLength: 6 }),
        async (scheduler, crew) => {
          const { version, saved, log, item } = await play(scheduler, crew);

          const events = operatorActions(log);
          const texts = [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
          // Every version is told, by one event, and first told in its order.
          expect(texts.map(({ data }) => data.subject_version)).toEqual(
            Array.from({ length: version }, (_, n) => n + 1),
          );
          expect(new Set(texts.map(({ id }) => id)).size).toBe(version);
          expect(entriesOf(log).size).toBe(version);
          // Who was told that a change was made finds it in the trail.
          const told = texts.map(({ correlation_id }) => correlation_id);
          expect(told).toEqual(expect.arrayContaining(saved));
          expect(new Set(told).size).toBe(told.length);
          // Each change begins where the one before has ended, and the last is what stands there.
          let value: string | undefined;
          for (const { data } of texts) {
            for (const { before, after } of data.changes) {
              expect(before).toBe(value);
              value = after;
            }
          }
          expect(versionOf(item)).toBe(version);
          expect(value).toBe(item === undefined ? undefined : JSON.stringify(item.value));
          expect(item ?? {}).not.toHaveProperty('pending_events');
        },
      ),
      300,
    );
  });
});
