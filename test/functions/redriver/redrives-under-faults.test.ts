import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { deadLetters } from '../../../functions/dead-letters/stage.ts';
import { loadRedriverContext } from '../../../functions/redriver/context.ts';
import { redriver } from '../../../functions/redriver/stage.ts';
import { parseDeadLetter } from '../../../shared/dead-letters/dead-letter.ts';
import { BROKERS } from '../../../shared/events/brokers.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { SHARED_TOPICS } from '../../../shared/events/topics.ts';
import { decodeCheckpoint } from '../../../shared/kernel/checkpoint.ts';
import { REDRIVE_HEADERS } from '../../../shared/kernel/redrive.ts';
import { headerOf } from '../../../shared/ports/record.ts';
import { redriveRecordsOf } from '../../../shared/ports/tables.ts';
import { Chaos, type ChaoticStage, seededChance } from '../../support/chaos.ts';
import { type World, world } from '../../support/kernel.ts';
import { SESSION_OPEN } from '../../support/records.ts';
import { redriveCommand, takerStage } from '../../support/redrives.ts';
import { checkAsync } from '../../support/seed.ts';

const TICKS = SHARED_TOPICS.marketTicks;
const READERS = ['price-recorder', 'strategy-runner'] as const;

const tick = (n: number) => {
  const ts = new Date(SESSION_OPEN + n).toISOString();
  const data = { instrument_token: 256265, last_price: 100 + n, timestamp: ts };
  return createEvent(TICKS, 'market_tick', data, {
    id: uuidV5(ALPHA_PANDA, `tick ${n}`),
    ts,
    source: 'test',
  });
};

/** No stage ever takes it, however often it is put back. */
const BROKEN = 'not json';

const lettersIn = async (w: World) => {
  const letters = await w.tables.query('dead-letters', TICKS.name);
  const marks = new Set(
    (await w.tables.query('dead-letters', redriveRecordsOf(TICKS.name))).map((item) => item.letter_id),
  );
  return letters.flatMap((item) => {
    const letter = parseDeadLetter(item);
    if (letter === undefined) throw new Error('an item is no dead letter');
    return { ...letter, open: !marks.has(letter.dead_letter_id), text: String(letter.value) };
  });
};

/** User actions: fix a stage for a tick, and request redrives, some of them repeatedly. */
const operator = (
  w: World,
  chance: ReturnType<typeof seededChance>,
  faults: ReadonlyMap<string, Set<string>>,
) => {
  let asked = 0;
  const ask = (id: string) => {
    asked += 1;
    // The same command may be sent twice, and another one for the same letter.
    const command = redriveCommand(TICKS.name, id, chance.happens(0.3) ? 0 : asked);
    for (let times = 1 + chance.below(2); times > 0; times -= 1) w.log.append(command);
  };
  return {
    mendAll: () => {
      for (const faulty of faults.values()) faulty.clear();
    },
    act: async () => {
      const faulty = faults.get(READERS[chance.below(READERS.length)] ?? '');
      const [first] = faulty ?? [];
      if (first !== undefined && chance.happens(0.5)) faulty?.delete(first);
      const letters = await lettersIn(w);
      const letter = letters[chance.below(Math.max(1, letters.length))];
      if (letter !== undefined) ask(letter.dead_letter_id);
    },
    askForOpen: async (): Promise<boolean> => {
      const open = (await lettersIn(w)).filter((letter) => letter.open && letter.text !== BROKEN);
      for (const { dead_letter_id } of open) ask(dead_letter_id);
      return open.length > 0;
    },
  };
};

it('every reader processes every tick once, through failures, repeated redrives and crashes', async () => {
  await checkAsync(
    fc.asyncProperty(
      fc.integer(),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(0, 0.05, 0.15, 0.3),
      fc.constantFrom(300, 2_000, 600_000),
      async (seed, count, badness, outboxBytes) => {
        const w = world();
        const chance = seededChance(seed);
        const limits = { outboxBytes, checkpointBytes: 390_000, deadLetterBytes: 2_000 };
        const ids = Array.from({ length: count }, (_, n) => tick(n).id);
        for (const n of ids.keys()) {
          const { key, ...event } = tick(n);
          const origin = [['origin', `feed/a-0@1.${n}#0`]] as const;
          w.log.append({
            topic: TICKS.name,
            key,
            value: JSON.stringify({ key, ...event }),
            headers: chance.happens(0.5) ? origin : [],
          });
          if (chance.happens(0.1)) w.log.append({ topic: TICKS.name, key, value: BROKEN, headers: [] });
        }
        const faults = new Map(
          READERS.map((name) => [name, new Set<string>(ids.filter(() => chance.happens(0.3)))]),
        );
        const chaos = new Chaos(w, chance, badness);
        const stages: readonly ChaoticStage[] = [
          ...READERS.map((name) =>
            chaos.stage(
              () => takerStage(name, (id) => faults.get(name)?.has(id) ?? false, TICKS),
              limits,
              undefined,
            ),
          ),
          chaos.stage(() => deadLetters(BROKERS, 1), limits, { now: undefined }),
          chaos.stageReading(
            // As many as a batch of this weather has: what was put back before is told by its mark alone.
            () => redriver('shared', 7),
            limits,
            loadRedriverContext({ tables: w.tables, scope: 'shared' }),
          ),
        ];
        const people = operator(w, chance, faults);

        for (let turns = 0; turns < 80; turns += 1) {
          await stages[chance.below(stages.length)]?.step();
          if (chance.happens(0.2)) chaos.releaseOne();
          if (chance.happens(0.2)) await people.act();
        }
        await chaos.calm();
        people.mendAll();
        const drain = async () => {
          for (let turns = 0; stages.some((stage) => !stage.done()); turns += 1) {
            if (turns > 500) throw new Error('no progress');
            for (const stage of stages) await stage.step();
          }
        };
        await drain();
        for (const stage of stages) await stage.coldStart();
        await drain();
        for (let rounds = 0; await people.askForOpen(); rounds += 1) {
          if (rounds > 3) throw new Error('a fixed record fails again');
          await drain();
        }

        for (const name of READERS) {
          const partitions = await Promise.all([0, 1, 2, 3].map((n) => w.store.load(`${name}#${n}`)));
          const taken = partitions.flatMap((stored) =>
            stored ? (decodeCheckpoint(stored.body).state as { taken: readonly string[] }).taken : [],
          );
          expect(taken.toSorted(), name).toEqual(ids.toSorted());
        }
        const letters = await lettersIn(w);
        const byName = new Map(letters.map((letter) => [`${TICKS.name}/${letter.dead_letter_id}`, letter]));
        const originsOf = Map.groupBy(w.log.read(TICKS.name), (one) =>
          String(headerOf(one, REDRIVE_HEADERS.of)),
        );
        for (const letter of letters) {
          const puts = originsOf.get(`${TICKS.name}/${letter.dead_letter_id}`) ?? [];
          const origins = new Set(puts.map((one) => String(headerOf(one, 'origin'))));
          expect(origins.size).toBe(letter.open ? 0 : 1);
          if (letter.redrive_of !== undefined) {
            expect(byName.get(letter.redrive_of)).toMatchObject({
              stage: letter.stage,
              text: letter.text,
              open: false,
            });
          }
        }
        // No user fixes broken records: each reader has one open dead letter of each.
        const brokenOnes = w.log
          .read(TICKS.name)
          .filter((one) => String(one.value) === BROKEN && headerOf(one, REDRIVE_HEADERS.of) === undefined);
        const open = letters.filter((letter) => letter.open);
        expect(open.map(({ text }) => text).every((text) => text === BROKEN)).toBe(true);
        expect(open).toHaveLength(brokenOnes.length * READERS.length);
      },
    ),
    100,
  );
});
