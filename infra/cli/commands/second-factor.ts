import * as z from 'zod';
import { command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { readSecretLine } from '../secret-line.ts';
import { facts } from '../table.ts';
import { istTime } from '../text.ts';
import { exactly, noSuchForm } from '../words.ts';

const begun = z.object({ secret: z.string(), otpauth_uri: z.string() });
const confirmed = z.object({ enrolled_at: z.string() });

const FORMS = ['enrol', 'confirm'] as const;

export const secondFactor = command({
  name: 'second-factor',
  summary: 'Enrol your authenticator app: loosening what is live needs it',
  forms: [
    ['enrol [--code CODE]', 'prints a secret for the app; with a code of the one before, where there is one'],
    ['confirm', 'asks for the first code of the app, or takes what is piped in'],
  ],
  notes: ['The first one is enrolled within ten minutes of logging in.'],
  options: z.object({
    code: option(
      'CODE',
      'what the authenticator shows that is enrolled',
      z.string().regex(/^\d{6}$/, 'is six digits'),
    ),
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
        reply: begun,
      });
      print(json, [
        ...facts([
          ['secret', body.secret],
          ['address', body.otpauth_uri],
        ]),
        'Put it into your authenticator app, then: npm run cli -- second-factor confirm',
      ]);
      return undefined;
    }
    if (form !== 'confirm') noSuchForm(form, FORMS);
    if (options.code !== undefined) throw usageError('confirm takes the code from standard input');
    const code = await readSecretLine(input, ask, 'First code of your authenticator');
    const { body, json } = await api.call({
      method: 'POST',
      path: `${path}/confirm`,
      body: { code },
      reply: confirmed,
    });
    print(json, [`Enrolled at ${istTime(body.enrolled_at)} IST.`]);
    return undefined;
  },
});
