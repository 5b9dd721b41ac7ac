import * as z from 'zod';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { facts } from '../table.ts';
import { istTime } from '../text.ts';
import { brokerIn, exactly, ifVersionOption, noSuchForm, reasonOption } from '../words.ts';

const reply = z.object({
  broker: z.string(),
  engaged: z.boolean(),
  reason: z.string(),
  by: z.string().nullable(),
  at: z.string().nullable(),
  version: z.number(),
});

type Switch = z.infer<typeof reply>;

const lines = ({ broker, engaged, reason, by, at }: Switch): readonly string[] =>
  facts([
    [
      'kill switch',
      `${broker}: ${engaged ? 'ENGAGED, only orders that reduce a position pass' : 'released'}`,
    ],
    ['reason', reason],
    ['by', by === null ? undefined : `${by}${at === null ? '' : `, ${istTime(at)} IST`}`],
  ]);

const FORMS = ['status', 'engage', 'release'] as const;

export const kill = command({
  name: 'kill',
  summary: 'Stop all trading of a broker but reductions of positions, or let it go on',
  forms: [
    ['BROKER status', 'whether it is engaged, why and by whom'],
    [
      'BROKER engage --reason TEXT',
      'from a second later every order that does not reduce a position is rejected',
    ],
    ['BROKER release --reason TEXT', 'orders pass again'],
  ],
  notes: [
    'Engaging needs no version and wins over everything; releasing fails if somebody engaged it in between.',
  ],
  options: z.object({ reason: reasonOption, 'if-version': ifVersionOption }),
  async run({ words, options }, { api, print }) {
    const [name, form = 'status', ...rest] = words;
    const broker = brokerIn(name);
    exactly(rest);
    if (!FORMS.some((known) => known === form)) noSuchForm(form, FORMS);
    const path = apiPath`/risk/${broker}/kill-switch`;
    const look = () => api.call({ method: 'GET', path, reply });
    if (form === 'status') {
      const { body, json } = await look();
      print(json, lines(body));
      return undefined;
    }
    if (options.reason === undefined) throw usageError(`kill ${broker} ${form} needs --reason TEXT`);
    const change = { method: 'POST', body: { reason: options.reason }, reply } as const;
    const { body, json } =
      form === 'engage'
        ? await api.call({ ...change, path: `${path}/engage` })
        : await api.call({
            ...change,
            path: `${path}/release`,
            ifMatch: options['if-version'] ?? (await look()).body.version,
          });
    print(json, lines(body));
    return undefined;
  },
});
