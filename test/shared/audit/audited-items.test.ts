import { describe, expect, it } from 'vitest';
import type { Expected } from '../../../shared/audit/audited-items.ts';
import type { PutResult, VersionedItems } from '../../../shared/audit/versioned-items.ts';
import { TransientError } from '../../../shared/errors.ts';
import type { Item } from '../../../shared/ports/item.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import { auditEntry, NOW, operatorActions, requestId, SWITCH, world } from './world.ts';

const on = () => ({ engaged: true });
const off = () => ({ engaged: false });

const stored = (tables: ReturnType<typeof world>['tables']): Item | undefined =>
  tables.peek('controls', SWITCH.key);

describe('a change', () => {
  it('is written and published, with nothing pending', async () => {
    const { audited, tables, log } = world();

    const found = await audited.change(SWITCH, auditEntry(), 0, on);

    const item = { ...SWITCH.key, engaged: true, version: 1 };
    expect(found).toEqual({ item, version: 1 });
    expect(stored(tables)).toEqual(item);
    expect(operatorActions(log)).toMatchObject([
      { correlation_id: requestId(1), data: { action: 'kill_switch_engaged', subject_version: 1 } },
    ]);
  });

  it.each<[Expected, number | undefined, string | undefined]>([
    [0, undefined, undefined],
    [1, undefined, 'VERSION_MISMATCH'],
    ['absent', undefined, undefined],
    ['any', undefined, undefined],
    [0, 3, 'VERSION_MISMATCH'],
    [2, 3, 'VERSION_MISMATCH'],
    [3, 3, undefined],
    [4, 3, 'VERSION_MISMATCH'],
    ['absent', 3, 'ALREADY_EXISTS'],
    ['any', 3, undefined],
  ])('that expects %s where version %s stands: %s', async (expected, version, problem) => {
    const { audited, tables, log } = world();
    const before = version === undefined ? undefined : { ...SWITCH.key, engaged: false, version };
    if (before !== undefined) tables.put('controls', before);

    const outcome = await audited.change(SWITCH, auditEntry(), expected, on).catch((thrown) => thrown);

    if (problem === undefined) {
      expect(outcome).toMatchObject({ version: (version ?? 0) + 1 });
    } else {
      expect(outcome).toBeInstanceOf(ProblemError);
      expect(outcome).toHaveProperty('problem', problem);
      expect(stored(tables)).toEqual(before);
      expect(operatorActions(log)).toEqual([]);
    }
  });

  it('without a difference writes and publishes nothing', async () => {
    const { audited, tables, log } = world();
    tables.put('controls', { ...SWITCH.key, engaged: true, version: 4 });

    const { version } = await audited.change(SWITCH, auditEntry(), 'any', () => undefined);

    expect(version).toBe(4);
    expect(operatorActions(log)).toEqual([]);
  });

  it('that is refused half-way leaves no trace', async () => {
    const { audited, tables, log } = world();
    const refuse = () => {
      throw new ProblemError('INVALID_PARAMETERS', 'no');
    };

    await expect(audited.change(SWITCH, auditEntry(), 'any', refuse)).rejects.toThrow(ProblemError);

    expect(stored(tables)).toBeUndefined();
    expect(operatorActions(log)).toEqual([]);
  });

  it('loses against one that came in between', async () => {
    const { audited, auditedWith, items, tables } = world();
    const slow = auditedWith({
      items: {
        ...items,
        put: async (...args) => {
          await audited.change(SWITCH, auditEntry({ correlationId: requestId('other') }), 'any', off);
          return items.put(...args);
        },
      },
    });

    await expect(slow.change(SWITCH, auditEntry(), 0, on)).rejects.toMatchObject({
      problem: 'VERSION_MISMATCH',
    });
    expect(stored(tables)).toMatchObject({ engaged: false, version: 1 });
  });

  it('that stops trading wins against all that come in between', async () => {
    const { audited, auditedWith, items, tables, log } = world();
    let others = 0;
    const slow = auditedWith({
      items: {
        ...items,
        put: async (...args) => {
          others += 1;
          if (others <= 3) await audited.change(SWITCH, auditEntry({ at: NOW + others }), 'any', off);
          return items.put(...args);
        },
      },
    });

    const { version } = await slow.change(SWITCH, auditEntry(), 'any', on);

    expect(version).toBe(4);
    expect(stored(tables)).toMatchObject({ engaged: true, version: 4 });
    expect(operatorActions(log)).toHaveLength(4);
  });

  it('that stops trading gets its turn, also where a whole desk and its scripts do so at once', async () => {
    const { audited, tables } = world();

    const found = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        audited.change(SWITCH, auditEntry({ at: NOW + n }), 'any', () => ({ engaged: true, n })),
      ),
    );

    expect(new Set(found.map(({ version }) => version)).size).toBe(100);
    expect(stored(tables)).toMatchObject({ engaged: true, version: 100 });
  });

  it('fails with a retryable error after too many lost races', async () => {
    const { auditedWith, items } = world();
    const never: VersionedItems = { ...items, put: async () => ({ saved: false }) };

    await expect(auditedWith({ items: never }).change(SWITCH, auditEntry(), 'any', on)).rejects.toMatchObject(
      {
        name: 'TransientError',
        code: 'ITEM_CONTENDED',
      },
    );
  });

  it.each([true, false])(
    'whose answer was lost, so that its repetition loses against itself, is a change (told what stands there: %s)',
    async (tells) => {
      const { auditedWith, items, log, tables } = world();
      const audited = auditedWith({
        items: {
          ...items,
          put: async (...args) => {
            await items.put(...args);
            const again = await items.put(...args);
            return tells ? again : { saved: false };
          },
        },
      });

      expect(await audited.change(SWITCH, auditEntry(), 0, on)).toMatchObject({ version: 1 });
      expect(stored(tables)).toEqual({ ...SWITCH.key, engaged: true, version: 1 });
      expect(operatorActions(log)).toHaveLength(1);
    },
  );

  it.each([true, false])(
    'whose answer was lost is a change, though its login has ended since (told what stands there: %s)',
    async (tells) => {
      const { auditedWith, items, endSession, tables } = world();
      const audited = auditedWith({
        items: {
          ...items,
          put: async (...args) => {
            await items.put(...args);
            endSession();
            const { saved, ...more } = {
              current: undefined,
              unmet: undefined,
              ...(await items.put(...args)),
            };
            return { saved: saved && false, ...(tells ? more : { unmet: { item: undefined } }) } as PutResult;
          },
        },
      });

      expect(await audited.change(SWITCH, auditEntry(), 0, on)).toMatchObject({ version: 1 });
      expect(stored(tables)).toEqual({ ...SWITCH.key, engaged: true, version: 1 });
    },
  );

  it('whose answer was lost knows itself below another change', async () => {
    const { audited, auditedWith, items, kafka, tables } = world();
    kafka.down = true;
    const lost = auditedWith({
      items: {
        ...items,
        put: async (...args) => {
          await items.put(...args);
          await audited.change(SWITCH, auditEntry({ correlationId: requestId(2) }), 1, off);
          return items.put(...args);
        },
      },
    });

    expect(await lost.change(SWITCH, auditEntry(), 0, on)).toMatchObject({ version: 1 });
    expect(stored(tables)).toMatchObject({ engaged: false, version: 2 });
  });

  it('accepts an item that was written by hand without a version', async () => {
    const { audited, tables } = world();
    tables.put('controls', { ...SWITCH.key, engaged: 'yes', version: 'three' });

    expect(await audited.change(SWITCH, auditEntry(), 0, on)).toMatchObject({ version: 1 });
    expect(stored(tables)).toEqual({ ...SWITCH.key, engaged: true, version: 1 });
  });

  it('is not made where the table cannot be written', async () => {
    const { auditedWith, items, log } = world();
    const fails = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'down'));
    const audited = auditedWith({ items: { ...items, put: fails } });

    await expect(audited.change(SWITCH, auditEntry(), 'any', on)).rejects.toThrow(TransientError);
    expect(operatorActions(log)).toEqual([]);
  });
});

describe('while Kafka is down', () => {
  it('a change is saved with its event pending, and the failure is reported', async () => {
    const { audited, tables, kafka, log, reported } = world();
    kafka.down = true;

    expect(await audited.change(SWITCH, auditEntry(), 'any', on)).toEqual({
      item: { ...SWITCH.key, engaged: true, version: 1 },
      version: 1,
    });

    expect(stored(tables)).toMatchObject({ engaged: true, pending_events: [expect.any(String)] });
    expect(operatorActions(log)).toEqual([]);
    expect(reported).toEqual([expect.any(TransientError)]);
  });

  it.each([
    ['read', 3],
    ['change', 4],
    ['publishPending', 3],
    ['change to nothing', 3],
  ])('pending events are published by the next %s, in order', async (next, count) => {
    const { audited, tables, kafka, log } = world();
    kafka.down = true;
    for (const n of [1, 2, 3])
      await audited.change(SWITCH, auditEntry({ correlationId: requestId(n) }), 'any', on);
    kafka.down = false;

    if (next === 'read') await audited.read(SWITCH);
    else if (next === 'publishPending')
      await audited.publishPending('controls', await tables.query('controls', 'paper'));
    else if (next === 'change')
      await audited.change(SWITCH, auditEntry({ correlationId: requestId(4) }), 'any', on);
    else await audited.change(SWITCH, auditEntry(), 'any', () => undefined);

    expect(operatorActions(log).map(({ data }) => data.subject_version)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    );
    expect(stored(tables)).not.toHaveProperty('pending_events');
  });

  it('changes are refused before the item overflows, and it always can be stopped', async () => {
    const { audited, tables, kafka, log } = world();
    kafka.down = true;
    const long = auditEntry({ reason: 'x'.repeat(1_000) });
    const change = async (expected: Expected, decide: () => Item) => {
      try {
        await audited.change(SWITCH, long, expected, decide);
        return true;
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'TransientError', code: 'TRAIL_OVERFULL' });
        return false;
      }
    };

    let releases = 0;
    while (await change(releases, off)) releases += 1;
    const firstStop = await change('any', on);
    let stops = 1;
    while (await change('any', on)) stops += 1;

    expect(releases).toBeGreaterThan(50);
    expect(firstStop).toBe(true);
    expect(stops).toBeGreaterThan(20);
    expect(await change(releases + stops, off)).toBe(false);
    expect(stored(tables)).toMatchObject({ engaged: true });
    expect(JSON.stringify(stored(tables)).length).toBeLessThan(300_000);

    kafka.down = false;
    await audited.read(SWITCH);
    expect(operatorActions(log)).toHaveLength(releases + stops);
    expect(await change(releases + stops, off)).toBe(true);
  });
});

describe('a pending event that is malformed or of an unknown version', () => {
  const pend = (tables: ReturnType<typeof world>['tables']) =>
    tables.put('controls', {
      ...SWITCH.key,
      engaged: false,
      version: 1,
      pending_events: ['{"id":"old"}', 5],
    });

  it('is not removed unpublished by a read', async () => {
    const { audited, tables, log, reported } = world();
    pend(tables);

    await audited.read(SWITCH);

    expect(reported.map(String)).toEqual([expect.stringContaining('2 pending events of controls')]);
    expect(operatorActions(log)).toEqual([]);
    expect(stored(tables)).not.toHaveProperty('pending_events');
  });

  it('is not removed unpublished by a change, which is published too', async () => {
    const { audited, tables, log, reported } = world();
    pend(tables);

    await audited.change(SWITCH, auditEntry(), 'any', on);

    expect(reported.map(String)).toEqual([expect.stringContaining('2 pending events of controls')]);
    expect(operatorActions(log)).toHaveLength(1);
  });
});

describe('a read', () => {
  it('of nothing is version 0', async () => {
    expect(await world().audited.read(SWITCH)).toEqual({ item: undefined, version: 0 });
  });

  it('fails where the table cannot be read', async () => {
    const { auditedWith, items } = world();
    const get = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'down'));

    await expect(auditedWith({ items: { ...items, get } }).read(SWITCH)).rejects.toThrow(TransientError);
  });

  it('says what stands there though the pending events cannot be cleared', async () => {
    const { audited, auditedWith, items, kafka, reported } = world();
    kafka.down = true;
    await audited.change(SWITCH, auditEntry(), 'any', on);
    kafka.down = false;
    const clearPending = () => Promise.reject(new TransientError('DYNAMODB_FAILED', 'down'));

    const found = await auditedWith({ items: { ...items, clearPending } }).read(SWITCH);

    expect(found).toEqual({ item: { ...SWITCH.key, engaged: true, version: 1 }, version: 1 });
    expect(reported).toHaveLength(2);
  });
});
