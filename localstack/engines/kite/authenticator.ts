import { parseArgs } from 'node:util';
import { totpCode, totpStep } from '../../../shared/auth/totp.ts';
import { messageOf } from '../../../shared/errors.ts';

const USAGE = 'Usage: npm run local:code -- [--next] SECRET';

/**
 * The code that an authenticator app shows for a secret, to try the second factor on the local stage. A real secret
 * belongs into an app on another device.
 * @param at Epoch milliseconds.
 */
export const codeShown = (secret: string, isNext: boolean, at: number): string => {
  if (!/^[A-Z2-7]{16,}$/.test(secret)) throw new Error(`that is no secret in base32. ${USAGE}`);
  return totpCode(secret, totpStep(at) + (isNext ? 1 : 0));
};

const main = (): void => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { next: { type: 'boolean', default: false } },
  });
  console.log(codeShown(positionals[0] ?? '', values.next, Date.now()));
};

if (import.meta.main) {
  try {
    main();
  } catch (thrown) {
    console.error(messageOf(thrown));
    process.exitCode = 1;
  }
}
