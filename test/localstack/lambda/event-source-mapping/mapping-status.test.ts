import { beforeEach, describe, expect, test } from 'vitest';
import { MappingStatus } from '../../../../localstack/lambda/event-source-mapping/mapping-status.ts';

let now = 0;
let status: MappingStatus;
const silent = () => undefined;

beforeEach(() => {
  now = 1_000;
  status = new MappingStatus('ticks', () => now);
});

test("returns AWS's text if nothing is wrong", () => {
  const before = status.lastProcessingResult(silent);
  status.processed(0);

  expect([before, status.lastProcessingResult(silent)]).toEqual(['No records processed', 'OK']);
});

test('names partition, offset, cause and how often it was tried', () => {
  const found = { kind: 'invocation', partition: 2, offset: 17, message: 'TypeError: x' } as const;
  status.failed(found);
  status.failed(found);

  expect(status.lastProcessingResult(silent)).toBe(
    'PROBLEM: ticks-2 waits at offset 17: the function fails (2 times): TypeError: x',
  );
});

test('a partition that continues has no problem any more, the others keep theirs', () => {
  status.failed({ kind: 'invocation', partition: 0, offset: 1, message: 'a' });
  status.failed({ kind: 'invocation', partition: 1, offset: 2, message: 'b' });

  status.processed(0);

  expect(status.troubles().map(({ partition }) => partition)).toEqual([1]);
});

test('the whole mapping comes before a partition', () => {
  status.failed({ kind: 'invocation', partition: 0, offset: 1, message: 'a' });
  now = 2_000;
  status.failed({ kind: 'polling', message: 'connect ECONNREFUSED' });

  expect(status.lastProcessingResult(silent)).toBe(
    'PROBLEM: ticks: Kafka cannot be polled: connect ECONNREFUSED; ticks-0 waits at offset 1: the function fails: a',
  );
});

test('a failure that the function reported is explained by its log, from then on', () => {
  status.failed({ kind: 'invocation', partition: 0, offset: 1, message: undefined });
  const asked: number[] = [];

  const explained = status.lastProcessingResult((since) => {
    asked.push(since);
    return 'partition waits: no price';
  });

  expect(explained).toContain('the function fails: partition waits: no price');
  expect(asked).toEqual([1_000]);
  expect(status.lastProcessingResult(silent)).toContain('it reports the record as failed');
});

describe('an unreadable batch', () => {
  beforeEach(() => status.failed({ kind: 'record-batch', partition: 0, offset: 5, message: 'corrupt' }));

  test('stays when what lies before it was read', () => {
    status.read(0, 5);

    expect(status.troubles()).toHaveLength(1);
  });

  test('is gone when what lies behind it was read, or the partition belongs to another member', () => {
    status.read(0, 6);
    const passed = status.troubles();
    status.failed({ kind: 'record-batch', partition: 0, offset: 5, message: 'corrupt' });
    status.revoked();

    expect([...passed, ...status.troubles()]).toEqual([]);
  });
});

test('something seen again is not one failure more', () => {
  status.failed({ kind: 'polling', message: 'silent for 11 s' }, false);
  now = 5_000;
  status.failed({ kind: 'polling', message: 'silent for 15 s' }, false);

  expect(status.troubles()).toEqual([
    { kind: 'polling', message: 'silent for 15 s', times: 1, since: 1_000 },
  ]);
});
