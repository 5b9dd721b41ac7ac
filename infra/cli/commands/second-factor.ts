import * as z from 'zod';
import { command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { readSecretLine } from '../secret-line.ts';
import { facts } from '../table.ts';
import { istTime } from '../text.ts';
import { exactly, noSuchForm } from '../words.ts';

const started = async () =>
  (await import('../../../functions/credentials/api/enrol-second-factor.ts')).enrolSecondFactor.reply;
const confirmed = async () =>
  (await import('../../../functions/credentials/api/confirm-second-factor.ts')).confirmSecondFactor.reply;

export const secondFactor = command({
  name: 'second-factor',
  summary: 'Enrol an authenticator app, which loosening live controls requires',
  forms: [
    ['enrol [--code CODE]', 'prints a secret for the app; a replacement needs a code of the current factor'],
    ['confirm', 'reads the first code of the app from the terminal or a pipe'],
  ],
  notes: ['Enrol the first factor within ten minutes of a login.'],
  options: z.object({
    code: option('CODE', 'code of the current factor', z.string().regex(/^\d{6}$/, 'must be six digits')),
  }),
  async run({ words, options }, { api, input, ask, print }) {
    const [form = '', ...rest] = words;
    exactly(rest);
    const path = '/auth/second-factor';
    if (form === 'enrol') {
      const { code } = options;
      const { body, json } = await api.call({
        method: 'POST',
        path,
        body: { ...(code && { code }) },
        reply: started,
      });
      print(json, [
        ...facts(Object.entries({ secret: body.secret, uri: body.otpauth_uri })),
        'Add it to your authenticator app, then run: npm run cli -- second-factor confirm',
      ]);
      return;
    }
    if (form !== 'confirm') noSuchForm(form, ['enrol', 'confirm']);
    if (options.code !== undefined) throw usageError('confirm reads the code from standard input');
    const code = await readSecretLine(input, ask, 'First code of your authenticator');
    const { body, json } = await api.call({
      method: 'POST',
      path: `${path}/confirm`,
      body: { code },
      reply: confirmed,
    });
    print(json, [`Enrolled at ${istTime(body.enrolled_at)} IST.`]);
  },
});
