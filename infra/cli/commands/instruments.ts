import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { type CommandContext, command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { printList } from '../list.ts';
import { type Column, facts } from '../table.ts';
import { limitOption } from '../words.ts';

const searchReply = async () =>
  (await import('../../../functions/instruments/api/search-instruments.ts')).searchInstruments.reply;

const instrumentReply = async () =>
  (await import('../../../functions/instruments/api/get-instrument.ts')).getInstrument.reply;

type Row = BodyOf<typeof searchReply>['items'][number];
type Instrument = BodyOf<typeof instrumentReply>;

const text = z.string().min(1).max(64);

const OPTIONS = z.object({
  limit: limitOption,
  exchange: option('EXCHANGE', 'NSE, BSE, NFO, BFO, MCX, CDS, BCD or NCO', text.toUpperCase()),
  segment: option('SEGMENT', 'such as NFO-OPT or INDICES', text.toUpperCase()),
  underlying: option('NAME', 'underlying of contracts, such as NIFTY', text),
  expiry: option('WHEN', 'date, month such as 2026-12, nearest or next', text.toLowerCase()),
  strike: option('RUPEES', 'one strike, or a range such as 24000-25000', text),
  type: option('TYPE', 'EQ, INDEX, FUT, OPT, CE or PE', text.toUpperCase()),
});

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'TOKEN', align: 'right', cell: ({ instrument_token }) => instrument_token },
  { heading: 'INSTRUMENT', cell: ({ contract }) => contract },
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'LOT', align: 'right', cell: ({ lot_size }) => lot_size },
  { heading: 'TICK', align: 'right', cell: ({ tick_size }) => tick_size },
  { heading: 'EXPIRY', cell: ({ expiry }) => expiry },
  { heading: 'STRIKE', align: 'right', cell: ({ strike }) => strike },
  { heading: 'FREEZE', align: 'right', cell: ({ freeze_quantity }) => freeze_quantity },
];

const units = (count: number): string => `${count} ${count === 1 ? 'unit' : 'units'}`;

const linesOf = (instrument: Instrument): readonly string[] =>
  facts([
    ['instrument', instrument.contract],
    ['name', instrument.name],
    ['token', instrument.instrument_token],
    ['segment', `${instrument.segment}, ${instrument.type}`],
    ['state', instrument.is_expired ? 'EXPIRED' : undefined],
    ['expiry', instrument.expiry],
    ['strike', instrument.strike],
    ['underlying', instrument.underlying],
    ['lot', units(instrument.lot_size)],
    ['tick', rupees(instrument.tick_size)],
    ['freeze', instrument.freeze_quantity && `${units(instrument.freeze_quantity)} in one order`],
    ['multiplier', instrument.multiplier],
    ['products', instrument.products.join(', ')],
    ['listed on', instrument.day],
  ]);

const NAME = /^[A-Za-z]{2,8}:\S/;

const show = async (name: string, { api, print }: CommandContext): Promise<void> => {
  const { body, json } = await api.call({
    method: 'GET',
    path: apiPath`/instruments/${name}`,
    reply: instrumentReply,
  });
  print(json, linesOf(body));
};

export const instruments = command({
  name: 'instruments',
  summary: 'Find instruments by symbol, company, expiry and strike',
  forms: [
    ['WORDS...', 'searches, for example: reliance; infy fut; nifty 24500 ce nov'],
    ['EXCHANGE:SYMBOL', 'shows one, for example NSE:RELIANCE'],
  ],
  notes: ['Strategies take the names of the column INSTRUMENT, and the tokens.'],
  options: OPTIONS,
  async run({ words, options: { limit, ...conditions } }, context) {
    const q = words.join(' ');
    if (NAME.test(q)) return show(q, context);
    if (q === '' && Object.values(conditions).every((condition) => condition === undefined)) {
      throw usageError('missing words: give a symbol, a company or an option such as --underlying');
    }
    await printList(context, {
      path: '/instruments',
      query: { ...conditions, ...(q !== '' && { q }) },
      reply: searchReply,
      limit,
      columns: COLUMNS,
      none: 'no instruments',
    });
  },
});
