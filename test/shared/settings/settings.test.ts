import { describe, expect, it } from 'vitest';
import { DEFAULT_CEILINGS } from '../../../shared/controls/limits.ts';
import { SettingsError } from '../../../shared/errors.ts';
import {
  readBroker,
  readScope,
  readSettings,
  required,
  SCOPE_SETTINGS,
  SETTINGS,
} from '../../../shared/settings/settings.ts';

const LOCAL = { STAGE: 'local', TABLE_PREFIX: 'alpha-panda-local', KAFKA_BROKERS: '127.0.0.1:9092' };
const PROD = { ...LOCAL, STAGE: 'prod', KAFKA_AUTH: 'iam' };

const problemOf = (environment: Record<string, string | undefined>): string => {
  try {
    readSettings(environment);
  } catch (thrown) {
    if (thrown instanceof SettingsError) return thrown.message;
    throw thrown;
  }
  throw new Error('the settings were accepted');
};

describe('readSettings', () => {
  it.each(['zerodha,paper', 'paper,paper', '', 'paper, zerodha'])('refuses BROKERS=%j', (list) => {
    expect(problemOf({ ...LOCAL, BROKERS: list })).toContain('BROKERS');
  });

  it.each(['paper,zerodha', 'paper', 'zerodha'])('accepts BROKERS=%j', (list) => {
    expect(readSettings({ ...LOCAL, BROKERS: list }).BROKERS).toEqual(list.split(','));
  });

  it('accepts only the required settings, and sets defaults for the others', () => {
    expect(readSettings(LOCAL)).toMatchObject({
      ...LOCAL,
      KAFKA_AUTH: 'plain',
      ZERODHA_USER_IDS: [],
      ZERODHA_VIEWER_IDS: [],
      LIVE_LIMIT_CEILINGS: DEFAULT_CEILINGS,
      BROKERS: ['paper', 'zerodha'],
      MARKET_CLOCK: 'wall',
      PAPER_SLIPPAGE: {},
      PAPER_MAX_PRICE_AGE_MS: 15_000,
      JOURNAL_RETENTION_DAYS: 365,
    });
  });

  it('reads numbers from text', () => {
    expect(
      readSettings({ ...LOCAL, PAPER_SLIPPAGE_BASIS_POINTS: '2.5', PAPER_MAX_PRICE_AGE_MS: '60000' }),
    ).toMatchObject({ PAPER_SLIPPAGE_BASIS_POINTS: 2.5, PAPER_MAX_PRICE_AGE_MS: 60_000 });
  });

  it('lists all missing and invalid settings in one message', () => {
    const problem = problemOf({
      KAFKA_BROKERS: 'localhost',
      KAFKA_AUTH: 'kerberos',
      TABLE_PREFIX: 'Alpha Panda',
      MARKET_CLOCK: 'sundial',
      PAPER_SLIPPAGE_BASIS_POINTS: 'two',
      PAPER_MAX_PRICE_AGE_MS: '0.5',
      JOURNAL_RETENTION_DAYS: '-1',
    });

    expect(problem).toMatch(/^cannot start, settings are missing or invalid: /);
    expect(problem).toContain('STAGE is missing');
    expect(problem).toContain('KAFKA_BROKERS: must be host:port');
    expect(problem).toContain('TABLE_PREFIX: must be at most 41 lower-case');
    for (const variable of [
      'KAFKA_AUTH',
      'MARKET_CLOCK',
      'PAPER_SLIPPAGE_BASIS_POINTS',
      'PAPER_MAX_PRICE_AGE_MS',
      'JOURNAL_RETENTION_DAYS',
    ]) {
      expect(problem).toContain(`${variable}: `);
    }
    expect(problem).not.toContain('\n');
  });

  it.each(['', ' ', '1e2', '0x10', 'NaN'])('refuses %j as a number', (text) => {
    expect(problemOf({ ...LOCAL, PAPER_SLIPPAGE_BASIS_POINTS: text })).toContain('must be a number');
  });

  it.each(['localhost', 'localhost:', ':9092', 'localhost:port', 'a:1,', 'a:1, b:2', 'kafka://a:1', ''])(
    'refuses %j as brokers',
    (brokers) => {
      expect(problemOf({ ...LOCAL, KAFKA_BROKERS: brokers })).toContain('KAFKA_BROKERS');
    },
  );

  it('accepts several brokers', () => {
    const brokers = 'b-1.kafka.ap-south-1.amazonaws.com:9098,b-2.kafka.ap-south-1.amazonaws.com:9098';

    expect(readSettings({ ...PROD, KAFKA_BROKERS: brokers }).KAFKA_BROKERS).toBe(brokers);
  });

  it('refuses an unencrypted Kafka outside the local stage', () => {
    expect(problemOf({ ...PROD, KAFKA_AUTH: 'plain' })).toBe(
      'cannot start, settings are missing or invalid: KAFKA_AUTH: plain is for the local stage only; use iam, scram, sasl-plain or tls',
    );
  });

  it.each(['tls', 'iam'])('accepts %s outside the local stage', (auth) => {
    expect(readSettings({ ...PROD, KAFKA_AUTH: auth }).KAFKA_AUTH).toBe(auth);
  });

  it('requires the secret of a user if KAFKA_AUTH is scram', () => {
    expect(problemOf({ ...PROD, KAFKA_AUTH: 'scram' })).toContain('KAFKA_SECRET_ID is');
    expect(readSettings({ ...PROD, KAFKA_AUTH: 'scram', KAFKA_SECRET_ID: 'kafka' }).KAFKA_SECRET_ID).toBe(
      'kafka',
    );
  });

  it('has a description of every setting, for the documentation', () => {
    for (const [variable, schema] of Object.entries({ ...SETTINGS, ...SCOPE_SETTINGS })) {
      expect(schema.description, variable).toMatch(/\S/);
    }
  });
});

describe('readBroker and readScope', () => {
  it.each(['paper', 'zerodha'])('read BROKER=%s', (broker) => {
    expect(readBroker({ BROKER: broker })).toBe(broker);
  });

  it.each(['paper', 'zerodha', 'shared'])('read SCOPE=%s', (scope) => {
    expect(readScope({ SCOPE: scope })).toBe(scope);
  });

  it('refuse a missing or an unknown value', () => {
    expect(() => readBroker({})).toThrow('BROKER is missing');
    expect(() => readBroker({ BROKER: 'shared' })).toThrow(SettingsError);
    expect(() => readScope({ SCOPE: 'upstox' })).toThrow('SCOPE: ');
  });
});

describe('ZERODHA_USER_IDS', () => {
  it('is a list of Kite user ids, in the given order', () => {
    expect(readSettings({ ...LOCAL, ZERODHA_USER_IDS: 'AB1234, CD5678' }).ZERODHA_USER_IDS).toEqual([
      'AB1234',
      'CD5678',
    ]);
  });

  it('is empty by default', () => {
    expect(readSettings(LOCAL).ZERODHA_USER_IDS).toEqual([]);
  });

  it.each(['ab1234', 'AB1234;CD5678', '*', '<AB1234>'])('refuses "%s"', (ids) => {
    expect(() => readSettings({ ...LOCAL, ZERODHA_USER_IDS: ids })).toThrow(/Kite user ids/);
  });
});

describe('required', () => {
  it('returns a setting that is set, and refuses one that is not, with its name', () => {
    const settings = readSettings({ ...LOCAL, JWT_SECRET_ID: 'prefix/jwt-keys' });

    expect(required(settings, 'JWT_SECRET_ID')).toBe('prefix/jwt-keys');
    expect(() => required(settings, 'SESSION_SECRET_ID')).toThrow(/SESSION_SECRET_ID is missing/);
  });
});
