import * as z from 'zod';
import { command } from '../command.ts';
import { readSecretLine } from '../secret-line.ts';
import { stepUpWith } from '../stepping-up.ts';
import { istTime } from '../text.ts';
import { exactly } from '../words.ts';

export const stepUp = command({
  name: 'step-up',
  summary: 'Step up the session with a second-factor code',
  forms: [['', 'reads a code from the terminal or a pipe; live controls can be loosened for five minutes']],
  notes: ['At a terminal, commands that need a code ask for it.'],
  options: z.object({}),
  async run({ words }, context) {
    exactly(words);
    const code = await readSecretLine(context.input, context.ask, 'Code of your authenticator');
    const { body, json } = await stepUpWith(context.api, code);
    context.print(json, [`Stepped up until ${istTime(body.stepped_up_until)} IST.`]);
  },
});
