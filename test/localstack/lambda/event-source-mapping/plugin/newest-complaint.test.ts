import { expect, test } from 'vitest';
import { NewestComplaint } from '../../../../../localstack/lambda/event-source-mapping/plugin/newest-complaint.ts';

test('keeps the message of the newest warning or error, and when it came', () => {
  let now = 10_000;
  const complaint = new NewestComplaint(() => now);

  complaint.hear('{"level":"ERROR","message":"first"}');
  complaint.hear('{"level":"WARN","message":"second"}');
  complaint.hear('{"level":"INFO","message":"all is well"}');
  complaint.hear('{"level":"ERROR" not json');
  complaint.hear('plain text with "level":"ERROR"');

  expect(complaint.since(10_000)).toBe('second');
  expect(complaint.since(11_001)).toBeUndefined();
  now = 20_000;
  complaint.hear('{"level":"ERROR","message":"third"}');
  expect(complaint.since(11_001)).toBe('third');
});

test('has nothing before the first', () => {
  expect(new NewestComplaint(() => 0).since(0)).toBeUndefined();
});
