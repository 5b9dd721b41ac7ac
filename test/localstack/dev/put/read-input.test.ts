import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readInput } from '../../../../localstack/dev/put/read-input.ts';
import { putTable } from '../../../../localstack/dev/put/tables.ts';
import { instrumentItem } from '../../../../shared/market/instrument.ts';

const DAY = '2026-11-27';
const HEADER =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange';
const INFY = '408065,1594,INFY,INFOSYS,0,,0,0.05,1,EQ,NSE,NSE';
const NIFTY_FUT = '13368834,52222,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO';
const INFY_ITEM = {
  instrument_token: 408065,
  tradingsymbol: 'INFY',
  exchange: 'NSE',
  segment: 'NSE',
  tick_size: 0.05,
  lot_size: 1,
};
const STRATEGY = {
  strategy_id: 'my-rsi',
  type: 'rsi',
  instruments: [738561],
  parameters: {},
  is_active: true,
};

const read = (table: string, content: unknown) =>
  readInput(
    putTable(table),
    Buffer.from(typeof content === 'string' ? content : JSON.stringify(content), 'utf8'),
    DAY,
  );

describe('accepted input', () => {
  it('accepts an object or a list of objects that the stages can read', () => {
    expect(read('instruments', INFY_ITEM).entries.map(({ item }) => item)).toEqual([INFY_ITEM]);
    expect(read('strategies', [STRATEGY]).entries).toMatchObject([{ item: { version: 1, ...STRATEGY } }]);
    expect(
      read('controls', { broker: 'paper', control: 'limits', max_daily_trades: 7 }).entries,
    ).toHaveLength(1);
    expect(read('controls', { broker: 'paper', control: 'kill_switch', engaged: true }).entries).toHaveLength(
      1,
    );
  });

  it("accepts Kite's instruments file as items that the stages can read", () => {
    const { entries, fromKite } = read('instruments', [HEADER, INFY, NIFTY_FUT].join('\r\n'));

    expect(fromKite).toBe(true);
    expect(entries.map(({ item }) => instrumentItem.parse(item))).toEqual([
      INFY_ITEM,
      {
        instrument_token: 13368834,
        tradingsymbol: 'NIFTY26DECFUT',
        exchange: 'NFO',
        segment: 'NFO-FUT',
        tick_size: 0.1,
        lot_size: 65,
        freeze_quantity: 1_800,
        expiry: '2026-12-29',
        underlying: 'NIFTY',
      },
    ]);
  });

  it("accepts Kite's gzipped file", () => {
    const bytes = gzipSync(`${HEADER}\n${INFY}\n`);

    expect(readInput(putTable('instruments'), bytes, DAY).entries).toHaveLength(1);
  });

  it('accepts index rows, to which the file gives no sizes', () => {
    const index = '256265,1001,NIFTY 50,NIFTY 50,26000,,0,0,0,EQ,INDICES,NSE';

    const { entries } = read('instruments', [HEADER, NIFTY_FUT, index].join('\n'));

    expect(entries.map(({ item }) => item)).toMatchObject([
      { tradingsymbol: 'NIFTY26DECFUT', underlying_token: 256265 },
      { tradingsymbol: 'NIFTY 50', tick_size: 0.1, lot_size: 65 },
    ]);
  });

  it('leaves out rows that no stage can trade and counts them by reason', () => {
    const rows = [
      INFY,
      '1,1,TIN26DECFUT,TIN,0,2026-12-31,0,1,1,FUT,MCX-FUT,MCX',
      '2,1,TIN27JANFUT,TIN,0,2027-01-29,0,1,1,FUT,MCX-FUT,MCX',
      '3,1,GIFT,GIFT,0,,0,0.5,1,FUT,NSEIX,NSEIX',
    ];

    const { entries, leftOut } = read('instruments', [HEADER, ...rows].join('\n'));

    expect(entries).toHaveLength(1);
    expect([...leftOut.values()]).toEqual([2, 1]);
    expect([...leftOut.keys()].join()).toMatch(/MCX contracts of TIN, .* put it as JSON.*segment NSEIX/);
  });
});

describe('refused input, with place, field, value and remedy', () => {
  it.each([
    [
      'a token in quotes',
      'instruments',
      { ...INFY_ITEM, instrument_token: '408065' },
      /item 1: instrument_token is "408065": .*without quotes/,
    ],
    ['a tick size of 0', 'instruments', { ...INFY_ITEM, tick_size: 0 }, /item 1: tick_size is 0: .*>0/],
    [
      'an unknown segment',
      'instruments',
      { ...INFY_ITEM, segment: 'NYSE' },
      /item 1: segment is "NYSE": .*"NFO-FUT"/,
    ],
    [
      'an unknown field',
      'instruments',
      [INFY_ITEM, { ...INFY_ITEM, instrument_token: 1, freez_quantity: 5 }],
      /item 2: "freez_quantity" is not known here: .*freeze_quantity/,
    ],
    [
      'a contract whose multiplier is not known',
      'instruments',
      {
        ...INFY_ITEM,
        ...{ tradingsymbol: 'TIN26DECFUT', exchange: 'MCX', segment: 'MCX-FUT' },
      },
      /item 1: multiplier is missing: give the rupees per unit of price and lot/,
    ],
    ['missing fields', 'instruments', { foo: 1 }, /item 1: instrument_token is missing: /],
    [
      'a table of the stages',
      'positions',
      {},
      /"positions" is not a table that users write: choose instruments, corporate-actions, strategies, controls/,
    ],
    ['an unknown table', 'instrument', {}, /"instrument" is not a table/],
    ['nothing', 'instruments', '', /the input is empty/],
    ['blanks', 'instruments', ' \n', /the input is empty/],
    ['an empty list', 'instruments', [], /no item/],
    ['a file with a header only', 'instruments', HEADER, /no item/],
    ['no JSON', 'instruments', '{"instrument_token":', /this is not JSON/],
    ['a number', 'instruments', 5, /item 1 is 5: expected an object/],
    ['a list in a list', 'instruments', [[INFY_ITEM]], /item 1 is .*: expected an object/],
    [
      'an item twice',
      'instruments',
      [INFY_ITEM, { ...INFY_ITEM, lot_size: 2 }],
      /item 2: .*408065.* is in item 1 already/,
    ],
    [
      'a row twice',
      'instruments',
      [HEADER, INFY, INFY].join('\n'),
      /line 3: .*408065.* is in line 2 already/,
    ],
    [
      'a row with too few fields',
      'instruments',
      [HEADER, '408065,1594,INFY'].join('\n'),
      /line 2: 3 fields where the header has 12/,
    ],
    [
      'a row with an unclosed quote',
      'instruments',
      [HEADER, INFY, INFY.replace('INFY', '"INFY')].join('\n'),
      /line 3: the quotes of field 3 do not match/,
    ],
    [
      'a row with text for a number',
      'instruments',
      [HEADER, INFY.replace('408065', 'x')].join('\n'),
      /line 2: instrument_token is "x"/,
    ],
    [
      'a header without required columns',
      'instruments',
      'instrument_token,tradingsymbol\n1,A',
      /line 1: the header has no name, expiry, .*segment, exchange: use the unchanged file of https/,
    ],
    ["Kite's instruments for another table", 'strategies', `${HEADER}\n${INFY}`, /put it into instruments/],
    [
      'an unknown strategy type',
      'strategies',
      { ...STRATEGY, type: 'astrology' },
      /item 1: type "astrology" is unknown; there are .*momentum/,
    ],
    [
      'an unknown parameter',
      'strategies',
      { ...STRATEGY, parameters: { rsi_perod: 14 } },
      /item 1: .*rsi_perod/,
    ],
    [
      'a draft that could not run',
      'strategies',
      { ...STRATEGY, is_active: false, type: 'x' },
      /type "x" is unknown/,
    ],
    [
      'an unknown limit',
      'controls',
      { broker: 'paper', control: 'limits', max_trades: 1 },
      /item 1: "max_trades" is not known here: .*max_daily_trades/,
    ],
    [
      'a limit in quotes',
      'controls',
      { broker: 'paper', control: 'limits', max_daily_trades: '7' },
      /max_daily_trades is "7": .*without quotes/,
    ],
    ['an unknown control', 'controls', { broker: 'paper', control: 'panic' }, /control is "panic"/],
    [
      'an unknown broker',
      'controls',
      { broker: 'nse', control: 'kill_switch', engaged: true },
      /broker is "nse"/,
    ],
  ])('%s', (_, table, content, told) => {
    expect(() => read(table, content)).toThrow(told);
  });

  it('refuses all items and reports the first ten of many problems', () => {
    const items = Array.from({ length: 12 }, (_, place) => ({ ...INFY_ITEM, instrument_token: -place }));

    expect(() => read('instruments', items)).toThrow(/item 10: .*\n {2}and 2 more$/s);
  });
});
