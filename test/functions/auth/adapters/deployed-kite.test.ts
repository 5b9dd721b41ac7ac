import { expect, it } from 'vitest';
import { deployedKite } from '../../../../functions/auth/adapters/deployed-kite.ts';
import { readSettings } from '../../../../shared/settings/settings.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const ENVIRONMENT = {
  STAGE: 'prod',
  TABLE_PREFIX: 'prod',
  KAFKA_BROKERS: 'b:9098',
  KAFKA_AUTH: 'iam',
  ZERODHA_SECRET_ID: 'prod/zerodha',
};

const kiteOf = (more: Readonly<Record<string, string | undefined>> = {}) => {
  const environment = { ...ENVIRONMENT, ...more };
  return deployedKite(readSettings(environment), environment, new ManualClock());
};

it('is wired for Kite itself', () => {
  expect(kiteOf()).toHaveProperty('profile');
});

it('refuses another address outside of the local stage: tokens go there', () => {
  expect(() => kiteOf({ KITE_API_URL: 'https://kite.example' })).toThrow(
    'only the local stage may set KITE_API_URL',
  );
});

it('refuses to start without the secret’s id', () => {
  expect(() => kiteOf({ ZERODHA_SECRET_ID: undefined })).toThrow('ZERODHA_SECRET_ID is missing');
});
