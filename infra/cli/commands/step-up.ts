import * as z from 'zod';
import { command } from '../command.ts';
import { readSecretLine } from '../secret-line.ts';
import { stepUpWith } from '../stepping-up.ts';
import { istTime } from '../text.ts';
import { exactly } from '../words.ts';

export const stepUp = command({
  name: 'step-up',
  summary: 'Show a code of your authenticator, to loosen what is live for five minutes',
  forms: [['', 'asks for the code, or takes what is piped in']],
  notes: ['At a terminal every command that needs it asks by itself.'],
  options: z.object({}),
  async run({ words }, context) {
    exactly(words);
    const code = await readSecretLine(context.input, context.ask, 'Code of your authenticator');
    const { body, json } = await stepUpWith(context.api, code);
    context.print(json, [`Stepped up until ${istTime(body.stepped_up_until)} IST.`]);
    return undefined;
  },
});
