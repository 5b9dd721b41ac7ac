import * as z from 'zod';
import type { ApiReply, BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { reviewed } from '../reviewed.ts';
import { facts } from '../table.ts';
import { istTime } from '../text.ts';
import { brokerIn, exactly, IF_VERSION, ifVersionOption, noSuchForm, reasonOption } from '../words.ts';

const reply = async () =>
  (await import('../../../functions/risk-manager/api/get-kill-switch.ts')).getKillSwitch.reply;

type Switch = BodyOf<typeof reply>;

const lines = ({ broker, engaged, reason, by, at, version }: Switch): readonly string[] =>
  facts([
    [
      'kill switch',
      `${broker}: ${engaged ? 'ENGAGED, only orders that reduce a position pass' : 'released'}`,
    ],
    ['reason', reason],
    ['by', by === null ? undefined : `${by}${at === null ? '' : `, ${istTime(at)} IST`}`],
    ['version', version],
  ]);

const current = (body: Switch) => ({
  name: body.version,
  lines: lines(body),
  inShort: `version ${body.version}, ${body.engaged ? 'engaged' : 'released'}: ${body.reason}`,
});

const FORMS = ['status', 'engage', 'release'] as const;

export const kill = command({
  name: 'kill',
  summary: 'Engage or release the kill switch of a broker',
  forms: [
    ['BROKER status', 'shows the state of the switch, its reason and user'],
    ['BROKER engage --reason TEXT', 'rejects orders within a second, except those that reduce a position'],
    ['BROKER release --if-version N --reason TEXT', 'accepts orders again'],
  ],
  notes: [
    'Engaging needs no version and overrides concurrent changes. Releasing names the version that status shows, and',
    'fails if the switch was engaged since. The live switch is engaged until its first release, with version 0.',
  ],
  options: z.object({ reason: reasonOption, 'if-version': ifVersionOption }),
  async run({ words, options }, context) {
    const { api, print } = context;
    const [name, form = 'status', ...rest] = words;
    const broker = brokerIn(name);
    exactly(rest);
    if (!FORMS.some((known) => known === form)) noSuchForm(form, FORMS);
    const path = apiPath`/risk/${broker}/kill-switch`;
    const look = () => api.call({ method: 'GET', path, reply });
    const show = ({ body, json }: ApiReply<Switch>): void => print(json, lines(body));
    if (form === 'status') return show(await look());
    if (options.reason === undefined) throw usageError(`kill ${broker} ${form} needs --reason TEXT`);
    const change = { method: 'POST', body: { reason: options.reason }, reply } as const;
    if (form === 'engage') return show(await api.call({ ...change, path: `${path}/engage` }));
    const ifMatch = await reviewed(
      {
        given: options['if-version'],
        option: IF_VERSION,
        what: `release the kill switch of ${broker}`,
        look: async () => current((await look()).body),
      },
      context,
    );
    return show(await api.call({ ...change, path: `${path}/release`, ifMatch }));
  },
});
