import { expect, test } from 'vitest';
import { SettingsError } from '../../../shared/errors.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';

test('the default addresses are those of Kite', () => {
  expect(readKiteSettings({}, 'prod')).toEqual({
    KITE_API_URL: 'https://api.kite.trade',
    KITE_LOGIN_URL: 'https://kite.zerodha.com',
    KITE_TICKER_URL: 'wss://ws.kite.trade',
  });
});

test('the local stage accepts the address of a simulator', () => {
  const url = 'http://127.0.0.1:4570';

  expect(readKiteSettings({ KITE_API_URL: url, KITE_LOGIN_URL: url }, 'local').KITE_API_URL).toBe(url);
});

test.each([
  [{ KITE_API_URL: 'https://api.kite.trade.evil.example' }],
  [{ KITE_LOGIN_URL: 'http://kite.zerodha.com' }],
  [{ KITE_TICKER_URL: 'ws://ws.kite.trade' }],
])('other stages refuse any other address: %j', (environment) => {
  expect(() => readKiteSettings(environment, 'prod')).toThrow(SettingsError);
});

test('an invalid URL is refused', () => {
  expect(() => readKiteSettings({ KITE_API_URL: 'kite' }, 'local')).toThrow(SettingsError);
});
