import { beforeAll, describe, expect, it } from 'vitest';
import { stageLetterItem } from '../../../shared/dead-letters/table.ts';
import { PoisonError } from '../../../shared/errors.ts';
import { deadLetterOf } from '../../../shared/kernel/dead-letter.ts';
import type { KafkaRecord, OutgoingRecord } from '../../../shared/ports/record.ts';
import { record } from '../../support/records.ts';
import { smallReplay } from '../small-replay.ts';
import { type MalformedRecord, planMalformed } from './plan.ts';
import { LetterBox, verdicts } from './verdict.ts';

const PLACE = { partition: 0, offset: 41 };

const bytes = (part: Buffer | string | null): Buffer | null => (part === null ? null : Buffer.from(part));

/** A dead letter as stored on its topic. */
const stored = ({ topic, key, value, headers }: OutgoingRecord, offset: number): KafkaRecord =>
  record({
    topic,
    offset,
    key: bytes(key),
    value: bytes(value),
    headers: headers.map(([name, part]) => [name, Buffer.from(part)] as const),
  });

describe('verdicts on malformed records', () => {
  let malformed: MalformedRecord;
  beforeAll(async () => {
    const { ticks, log } = await smallReplay();
    const plan = planMalformed({ seed: 'a', count: 60, ticks, log });
    const found = plan.find(({ kind }) => kind.name === 'headers like those of stages');
    if (found === undefined) throw new Error('the plan has none');
    malformed = found;
  });

  /** The dead letters of the stages for it, one each. */
  const letters = (change: (letter: KafkaRecord) => KafkaRecord = (letter) => letter): KafkaRecord[] =>
    malformed.refusedBy.map((stage, number) => {
      const refused = record({ ...malformed, ...PLACE });
      const poison = new PoisonError(malformed.kind.reason, 'it is malformed');
      return change(stored(deadLetterOf(refused, stage, poison, `${stage}/t-0@1.41#0`), number));
    });

  const problemsOf = (heard: readonly KafkaRecord[], listed = heard): readonly string[] => {
    const box = new LetterBox();
    for (const letter of heard) box.add(letter);
    const items = listed.map((letter) =>
      stageLetterItem(letter, { at: 0, now: undefined, retentionDays: 30 }),
    );
    const [verdict] = verdicts([malformed], new Map([[malformed.serial, PLACE]]), box, items);
    return verdict?.problems ?? ['no verdict'];
  };

  it('pass if each stage has one unchanged dead letter, and the table lists it', () => {
    expect(problemsOf(letters())).toEqual([]);
  });

  it('count a republished dead letter once', () => {
    const twice = [...letters(), ...letters()];
    const box = new LetterBox();
    for (const letter of twice) box.add(letter);

    expect(box.repeats).toBe(malformed.refusedBy.length);
    expect(problemsOf(twice, letters())).toEqual([]);
  });

  it('report a stage that did not refuse it', () => {
    expect(problemsOf(letters().slice(1))).toEqual([`${malformed.refusedBy[0]} refused it 0 times`]);
  });

  it.each([
    ['another key', (letter: KafkaRecord) => ({ ...letter, key: Buffer.from('else') }), 'changed its key'],
    ['another value', (letter: KafkaRecord) => ({ ...letter, value: null }), 'changed its value'],
    [
      'a missing header',
      (letter: KafkaRecord) => ({
        ...letter,
        headers: letter.headers.filter(([name]) => name !== 'bytes'),
      }),
      'changed its header bytes',
    ],
    ['another topic', (letter: KafkaRecord) => ({ ...letter, topic: 'else' }), 'put it on else'],
    [
      'another reason',
      (letter: KafkaRecord) => ({
        ...letter,
        headers: [...letter.headers, ['dead-letter-reason', Buffer.from('ELSE')] as const],
      }),
      'gave ELSE as the reason',
    ],
    [
      'another place',
      (letter: KafkaRecord) => ({
        ...letter,
        headers: [...letter.headers, ['dead-letter-offset', Buffer.from('7')] as const],
      }),
      'says that it stood at',
    ],
  ])('find %s', (_what, change, told) => {
    const problems = problemsOf(letters(change));

    expect(problems.filter((problem) => problem.includes(told)).length).toBe(malformed.refusedBy.length);
  });

  it('report a missing table entry, and another value or reason in it', () => {
    const other = letters((letter) => ({ ...letter, value: Buffer.from('else') }));

    expect(problemsOf(letters(), [])).toHaveLength(malformed.refusedBy.length);
    expect(problemsOf(letters(), other).every((problem) => problem.includes('another value'))).toBe(true);
  });

  it('keep the dead letters of good records apart', () => {
    const box = new LetterBox();

    box.add(record({ topic: 'a', headers: [['dead-letter-error', Buffer.from('why')]] }));

    expect(box.strays).toEqual(['a 0 0: why']);
  });
});
