import { expect, test } from 'vitest';
import { SettingsError } from '../../../shared/errors.ts';
import { readKiteSettings } from '../../../shared/settings/kite-settings.ts';

test('nothing said, it is Kite', () => {
  expect(readKiteSettings({}, 'prod')).toEqual({
    KITE_API_URL: 'https://api.kite.trade',
    KITE_LOGIN_URL: 'https://kite.zerodha.com',
  });
});

test('the local stage may have a stand-in', () => {
  const url = 'http://127.0.0.1:4570';

  expect(readKiteSettings({ KITE_API_URL: url, KITE_LOGIN_URL: url }, 'local').KITE_API_URL).toBe(url);
});

test.each([
  [{ KITE_API_URL: 'https://api.kite.trade.evil.example' }],
  [{ KITE_LOGIN_URL: 'http://kite.zerodha.com' }],
])('no other stage sends tokens or people elsewhere: %j', (environment) => {
  expect(() => readKiteSettings(environment, 'prod')).toThrow(SettingsError);
});

test('what is no address stops the start', () => {
  expect(() => readKiteSettings({ KITE_API_URL: 'kite' }, 'local')).toThrow(SettingsError);
});
