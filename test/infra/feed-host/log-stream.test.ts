import { expect, test } from 'vitest';
import { LogStream } from '../../../infra/feed-host/log-stream.ts';

interface Sent {
  readonly operation: string | undefined;
  readonly messages: readonly string[];
}

/** CloudWatch Logs, which fails as often as it is told to. */
const logs = () => {
  const sent: Sent[] = [];
  const failures: string[] = [];
  const stream = new LogStream(
    async ({ headers, body = '' }) => {
      const failure = failures.shift();
      if (failure !== undefined) throw new Error(failure);
      const { logGroupName, logStreamName, logEvents = [] } = JSON.parse(body);
      expect([logGroupName, logStreamName]).toEqual(['/aws/lambda/feed', 'edge/1']);
      sent.push({
        operation: headers?.['x-amz-target'],
        messages: logEvents.map(({ message }: { message: string }) => message),
      });
      return {};
    },
    'https://logs.example',
    '/aws/lambda/feed',
    'edge/1',
  );
  const lines = () => sent.flatMap(({ messages }) => messages);
  return { stream, sent, failures, lines };
};

test('creates its stream once, and sends lines in their order', async () => {
  const { stream, sent } = logs();

  for (const line of ['one', '', 'two']) stream.add(line);
  await stream.flush();
  stream.add('three');
  await stream.flush();

  expect(sent).toEqual([
    { operation: 'Logs_20140328.CreateLogStream', messages: [] },
    { operation: 'Logs_20140328.PutLogEvents', messages: ['one', 'two'] },
    { operation: 'Logs_20140328.PutLogEvents', messages: ['three'] },
  ]);
});

test('keeps lines that could not be sent, for the next time', async () => {
  const { stream, failures, lines } = logs();
  stream.add('one');
  failures.push('no network');

  await expect(stream.flush()).rejects.toThrow('no network');
  stream.add('two');
  await stream.flush();

  expect(lines()).toEqual(['one', 'two']);
});

test('goes on with a stream that exists already', async () => {
  const { stream, failures, lines } = logs();
  stream.add('one');
  failures.push('logs answered 400: {"__type":"ResourceAlreadyExistsException"}');

  await stream.flush();

  expect(lines()).toEqual(['one']);
});

test('sends no more at once than CloudWatch Logs takes', async () => {
  const { stream, sent, lines } = logs();
  const long = 'x'.repeat(60_000);
  for (let line = 0; line < 20; line += 1) stream.add(long);
  for (let line = 0; line < 2_500; line += 1) stream.add(`line ${line}`);

  await stream.flush();

  const bytes = sent.map(({ messages }) => messages.reduce((sum, { length }) => sum + length + 26, 0));
  expect(Math.max(...bytes)).toBeLessThan(1_048_576);
  expect(Math.max(...sent.map(({ messages }) => messages.length))).toBeLessThanOrEqual(10_000);
  expect(lines()).toHaveLength(2_520);
});

test('drops the oldest lines while it cannot send, and says how many', async () => {
  const { stream, lines } = logs();
  for (let line = 0; line < 20_003; line += 1) stream.add(`line ${line}`);

  await stream.flush();

  expect(lines().slice(0, 2)).toEqual(['3 lines of the log were dropped', 'line 3']);
  expect(lines().at(-1)).toBe('line 20002');
});
