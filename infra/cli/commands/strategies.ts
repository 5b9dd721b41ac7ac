import * as z from 'zod';
import type { ApiCall, ApiClient, ApiReply } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { type CommandContext, command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { readJsonObject } from '../json-input.ts';
import { printList } from '../list.ts';
import { reviewed } from '../reviewed.ts';
import { exactly, type Forms, formOf, IF_VERSION, ifVersionOption, limitOption } from '../words.ts';
import { instrumentList, withNames } from './strategy-instruments.ts';
import {
  STRATEGY_COLUMNS,
  type Strategy,
  strategiesReply,
  strategyLines,
  strategyReply,
  typeLines,
  typesReply,
  updateReply,
} from './strategy-text.ts';

const OPTIONS = z.object({
  limit: limitOption,
  confirm: option('ID', 'strategy id again, to clear it', z.string()),
  'if-version': ifVersionOption,
  instruments: option(
    'LIST',
    'names and tokens, in place of those in the file: NSE:INFY,256265',
    instrumentList,
  ),
});

type Options = z.output<typeof OPTIONS>;

const get = (api: ApiClient, id: string): Promise<ApiReply<Strategy>> =>
  api.call({ method: 'GET', path: apiPath`/strategies/${id}`, reply: strategyReply });

const show = async (
  { api, print }: CommandContext,
  call: Omit<ApiCall<Strategy>, 'reply'> & Partial<Pick<ApiCall<Strategy>, 'reply'>>,
  told?: string,
): Promise<void> => {
  const { body, json } = await api.call<Strategy>({ reply: strategyReply, ...call });
  print(json, [...(told === undefined ? [] : [told]), ...strategyLines(body)]);
};

/** The version to change, reviewed by the user. */
const versionFor = (what: string, id: string, options: Options, context: CommandContext): Promise<number> =>
  reviewed(
    {
      given: options['if-version'],
      option: IF_VERSION,
      what: `${what} ${id}`,
      look: async () => {
        const { body } = await get(context.api, id);
        const { version, changed_by } = body;
        return {
          name: version,
          lines: strategyLines(body),
          inShort: `version ${version}${changed_by ? `, changed by ${changed_by}` : ''}`,
        };
      },
    },
    context,
  );

/**
 * The part of `show --json` that can be sent back, with its names in place of their tokens.
 * @param named The option `--instruments`.
 */
const configurationIn = (
  { type, instruments, contracts, parameters, product }: Readonly<Record<string, unknown>>,
  named: Options['instruments'],
) => ({
  type,
  instruments: named ?? withNames(instruments, contracts),
  parameters,
  ...(product !== undefined && { product }),
});

const FORMS: Forms<typeof OPTIONS> = {
  async list(words, { limit }, context) {
    exactly(words);
    await printList(context, {
      path: '/strategies',
      reply: strategiesReply,
      limit,
      columns: STRATEGY_COLUMNS,
      none: 'no strategies',
    });
  },

  async types(words, _options, { api, print }) {
    exactly(words);
    const { body, json } = await api.call({ method: 'GET', path: '/strategy-types', reply: typesReply });
    print(json, body.items.flatMap(typeLines));
  },

  async show(words, _options, context) {
    const [id] = exactly(words, 'ID');
    await show(context, { method: 'GET', path: apiPath`/strategies/${id}` });
  },

  async create(words, options, context) {
    const [file] = exactly(words, 'FILE');
    const { strategy_id, ...rest } = await readJsonObject(file, context.input);
    const body = { strategy_id, ...configurationIn(rest, options.instruments) };
    await show(context, { method: 'POST', path: '/strategies', body }, 'Created; enable starts it.');
  },

  async update(words, options, context) {
    const [id, file] = exactly(words, 'ID', 'FILE');
    const body = configurationIn(await readJsonObject(file, context.input), options.instruments);
    const ifMatch = await versionFor('change', id, options, context);
    await show(context, {
      method: 'PUT',
      path: apiPath`/strategies/${id}`,
      body,
      ifMatch,
      reply: updateReply,
    });
  },

  async enable(words, options, context) {
    const [id] = exactly(words, 'ID');
    const ifMatch = await versionFor('enable', id, options, context);
    await show(context, { method: 'POST', path: apiPath`/strategies/${id}/enable`, ifMatch });
  },

  async disable(words, _options, context) {
    const [id] = exactly(words, 'ID');
    await show(context, { method: 'POST', path: apiPath`/strategies/${id}/disable` });
  },

  async clear(words, options, context) {
    const [id] = exactly(words, 'ID');
    if (options.confirm !== id) throw usageError(`to trade ${id} with real money, add --confirm ${id}`);
    const ifMatch = await versionFor('trade with real money by', id, options, context);
    await show(context, {
      method: 'PUT',
      path: apiPath`/strategies/${id}/live-clearance`,
      body: { cleared: true, confirm_strategy_id: options.confirm },
      ifMatch,
    });
  },

  async withdraw(words, _options, context) {
    const [id] = exactly(words, 'ID');
    await show(context, {
      method: 'PUT',
      path: apiPath`/strategies/${id}/live-clearance`,
      body: { cleared: false },
    });
  },
};

export const strategies = command({
  name: 'strategies',
  summary: 'List, create, change, enable and disable strategies',
  forms: [
    ['[list]', 'lists all strategies'],
    ['types', 'lists strategy types and their parameters'],
    ['show ID', 'shows a strategy with its parameters and instruments'],
    ['create FILE [--instruments LIST]', 'creates one from a JSON file; - reads standard input'],
    ['update ID FILE --if-version N', 'replaces type, instruments, parameters and product from a JSON file'],
    ['enable ID --if-version N', 'starts it, on paper'],
    ['disable ID', 'stops it; open positions remain'],
    ['clear ID --confirm ID --if-version N', 'lets it trade with real money as well'],
    ['withdraw ID', 'withdraws the live clearance'],
  ],
  notes: [
    'update, enable and clear name the version that you reviewed, which show prints. They fail if it has changed since.',
    'At a terminal they show the strategy and ask. Disabling needs no version.',
  ],
  options: OPTIONS,
  run: ({ words: [word = 'list', ...rest], options }, context) => formOf(FORMS, word)(rest, options, context),
});
