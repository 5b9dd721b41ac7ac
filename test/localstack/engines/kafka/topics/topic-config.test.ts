import { expect, test } from 'vitest';
import { errorCodes } from '../../../../../localstack/engines/kafka/protocol/error-codes.ts';
import {
  checkOverrides,
  describeConfig,
  resolveConfig,
} from '../../../../../localstack/engines/kafka/topics/topic-config.ts';

const check = (name: string, value: string | null) => checkOverrides([{ name, value }]);

test.each([
  ['retention.ms', '-2'],
  ['retention.ms', '1.5'],
  ['retention.ms', ''],
  ['max.message.bytes', '99999999999'],
  ['cleanup.policy', 'shred'],
  ['message.timestamp.type', 'LocalTime'],
  ['min.cleanable.dirty.ratio', '2'],
  ['retention.ms', null],
  ['toString', '1'],
])('%s=%s is refused', (name, value) => {
  expect(() => check(name, value)).toThrow(expect.objectContaining({ code: errorCodes.INVALID_CONFIG }));
});

test('the defaults are those of Kafka', () => {
  expect(resolveConfig({})).toMatchObject({
    retentionMs: 604_800_000,
    retentionBytes: undefined,
    maxMessageBytes: 1_048_588,
    isLogAppendTime: false,
  });
});

test('-1 means without limit', () => {
  expect(resolveConfig(check('retention.ms', '-1')).retentionMs).toBeUndefined();
});

test('a setting is described with its value, and whether that is the default', () => {
  const described = describeConfig({ 'retention.ms': '5' }, { 'retention.bytes': '9' });
  const byName = new Map(described.map((setting) => [setting.name, setting]));

  expect(byName.get('retention.ms')).toMatchObject({ value: '5', isDefault: false });
  expect(byName.get('retention.bytes')).toMatchObject({ value: '9', isDefault: true });
});
