import { errorCodes, KafkaError } from '../protocol/error-codes.ts';

const MAX_LONG = 2 ** 63;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type Kind = 'boolean' | 'string' | 'int' | 'long' | 'double' | 'list';

interface Setting {
  readonly kind: Kind;
  readonly fallback: string;
  readonly allowed?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/**
 * The topic settings that are known. Those after the blank line are accepted, so that a topic's definition for
 * a real cluster can be used as it is, but mean nothing to a broker without replicas and compaction.
 */
const settings: Readonly<Record<string, Setting>> = {
  'cleanup.policy': {
    kind: 'list',
    fallback: 'delete',
    allowed: ['delete', 'compact', 'compact,delete', 'delete,compact'],
  },
  'retention.ms': { kind: 'long', fallback: String(7 * DAY_MS), min: -1 },
  'retention.bytes': { kind: 'long', fallback: '-1', min: -1 },
  'segment.bytes': { kind: 'int', fallback: String(2 ** 30), min: 2 ** 20, max: 2 ** 31 - 1 },
  'segment.ms': { kind: 'long', fallback: String(7 * DAY_MS), min: 1 },
  'max.message.bytes': { kind: 'int', fallback: '1048588', min: 0, max: 2 ** 31 - 1 },
  'message.timestamp.type': {
    kind: 'string',
    fallback: 'CreateTime',
    allowed: ['CreateTime', 'LogAppendTime'],
  },
  'message.timestamp.after.max.ms': { kind: 'long', fallback: String(HOUR_MS), min: 0 },
  'message.timestamp.before.max.ms': { kind: 'long', fallback: '9223372036854775807', min: 0 },

  'compression.type': { kind: 'string', fallback: 'producer', allowed: ['producer'] },
  'min.insync.replicas': { kind: 'int', fallback: '1', min: 1 },
  'delete.retention.ms': { kind: 'long', fallback: String(DAY_MS), min: 0 },
  'file.delete.delay.ms': { kind: 'long', fallback: '60000', min: 0 },
  'flush.messages': { kind: 'long', fallback: '9223372036854775807', min: 1 },
  'flush.ms': { kind: 'long', fallback: '9223372036854775807', min: 0 },
  'index.interval.bytes': { kind: 'int', fallback: '4096', min: 0 },
  'max.compaction.lag.ms': { kind: 'long', fallback: '9223372036854775807', min: 1 },
  'min.cleanable.dirty.ratio': { kind: 'double', fallback: '0.5', min: 0, max: 1 },
  'min.compaction.lag.ms': { kind: 'long', fallback: '0', min: 0 },
  preallocate: { kind: 'boolean', fallback: 'false', allowed: ['true', 'false'] },
  'segment.jitter.ms': { kind: 'long', fallback: '0', min: 0 },
  'unclean.leader.election.enable': { kind: 'boolean', fallback: 'false', allowed: ['true', 'false'] },
};

/** The settings a topic was given, by name; the rest are defaults. */
export type TopicOverrides = Readonly<Record<string, string>>;

/** The settings of a topic that the broker uses. */
export interface TopicConfig {
  /** `undefined`: kept without a limit. */
  readonly retentionMs: number | undefined;
  readonly retentionBytes: number | undefined;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly maxMessageBytes: number;
  readonly isLogAppendTime: boolean;
  /** Whether the topic is compacted, so that each record must have a key. */
  readonly needsKeys: boolean;
  readonly timestampAfterMaxMs: number;
  readonly timestampBeforeMaxMs: number;
}

/** One setting in a response of DescribeConfigs. */
export interface DescribedSetting {
  readonly name: string;
  readonly value: string;
  readonly kind: Kind;
  readonly isDefault: boolean;
}

/**
 * Checks settings that a client sent.
 * @throws {KafkaError} INVALID_CONFIG for an unknown name or a value out of bounds.
 */
export const checkOverrides = (
  entries: Iterable<{ readonly name: string; readonly value: string | null }>,
): TopicOverrides => {
  const checked: Record<string, string> = {};
  for (const { name, value } of entries) {
    if (value === null) throw invalid(name, value, 'must not be null');
    checked[name] = checkSetting(name, value);
  }
  return checked;
};

const checkSetting = (name: string, value: string): string => {
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (setting === undefined) {
    throw new KafkaError(errorCodes.INVALID_CONFIG, `Unknown topic config name: ${name}`);
  }
  const trimmed = value.trim();
  if (setting.allowed !== undefined) {
    if (!setting.allowed.includes(trimmed)) {
      throw invalid(name, value, `must be one of ${setting.allowed.join(', ')}`);
    }
    return trimmed;
  }
  const number = Number(trimmed);
  const isNumber = setting.kind === 'double' ? Number.isFinite(number) : /^-?\d+$/.test(trimmed);
  if (!isNumber) throw invalid(name, value, `must be a ${setting.kind}`);
  const { min = -MAX_LONG, max = MAX_LONG } = setting;
  if (number < min || number > max) throw invalid(name, value, `must be between ${min} and ${max}`);
  return trimmed;
};

const invalid = (name: string, value: string | null, reason: string): KafkaError =>
  new KafkaError(errorCodes.INVALID_CONFIG, `Invalid value ${value} for configuration ${name}: ${reason}`);

export const resolveConfig = (overrides: TopicOverrides): TopicConfig => {
  const text = (name: string): string => overrides[name] ?? settings[name]?.fallback ?? '';
  const limit = (name: string): number | undefined => {
    const value = Number(text(name));
    return value < 0 ? undefined : value;
  };
  // Compaction is not done: Kafka's own is lazy too, so no reader may count on it. But what a compacted topic
  // holds must not be dropped for its age or size.
  const isDeleted = text('cleanup.policy').includes('delete');
  return {
    retentionMs: isDeleted ? limit('retention.ms') : undefined,
    retentionBytes: isDeleted ? limit('retention.bytes') : undefined,
    segmentBytes: Number(text('segment.bytes')),
    segmentMs: Number(text('segment.ms')),
    maxMessageBytes: Number(text('max.message.bytes')),
    needsKeys: text('cleanup.policy').includes('compact'),
    isLogAppendTime: text('message.timestamp.type') === 'LogAppendTime',
    timestampAfterMaxMs: Number(text('message.timestamp.after.max.ms')),
    timestampBeforeMaxMs: Number(text('message.timestamp.before.max.ms')),
  };
};

export const describeConfig = (overrides: TopicOverrides, broker: TopicOverrides): DescribedSetting[] =>
  Object.entries(settings).map(([name, { kind, fallback }]) => ({
    name,
    kind,
    value: overrides[name] ?? broker[name] ?? fallback,
    isDefault: overrides[name] === undefined,
  }));
