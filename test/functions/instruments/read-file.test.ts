import { describe, expect, it } from 'vitest';
import { readInstrumentsFile } from '../../../functions/instruments/read-file.ts';
import {
  INFY,
  INFY_FUTURE,
  inPieces,
  KITE_HEADER,
  kiteFile,
  NIFTY_50,
  NIFTY_OPTION,
} from '../../support/kite-file.ts';

const DAY = '2026-11-30';
const read = (text: string, length?: number) => readInstrumentsFile(inPieces(text, length), DAY);
const fields = (line: string, ...changes: readonly (readonly [place: number, value: string])[]) => {
  const cells = line.split(',');
  for (const [place, value] of changes) cells[place] = value;
  return cells.join(',');
};

describe("Kite's instruments file", () => {
  it('gives rows with underlying, freeze quantity, closing auction and company', async () => {
    const { rows, segments } = await read(kiteFile([INFY, NIFTY_50, NIFTY_OPTION, INFY_FUTURE]));

    expect(rows).toMatchObject([
      { name: 'INFOSYS', instrument: { instrument_token: 408065, closing_auction: true } },
      { name: 'NIFTY 50', instrument: { segment: 'INDICES', lot_size: 65 } },
      { name: 'NIFTY', instrument: { freeze_quantity: 1_800, underlying_token: 256265, strike: 24_000 } },
      { name: 'INFY', instrument: { segment: 'NFO-FUT', underlying_token: 408065, lot_size: 400 } },
    ]);
    expect(Object.fromEntries(segments)).toEqual({ NSE: 1, INDICES: 1, 'NFO-OPT': 1, 'NFO-FUT': 1 });
  });

  it('leaves out rows that no stage trades and counts them by reason', async () => {
    const others = [
      '1,1,TIN26DECFUT,TIN,0,2026-12-31,0,1,1,FUT,MCX-FUT,MCX',
      '2,1,TIN27JANFUT,TIN,0,2027-01-29,0,1,1,FUT,MCX-FUT,MCX',
      '3,1,GIFT,GIFT,0,,0,0.5,1,FUT,NSEIX,NSEIX',
    ];

    const { rows, leftOut, segments } = await read(kiteFile([INFY, ...others]));

    expect(rows).toHaveLength(1);
    expect([...leftOut.values()]).toEqual([2, 1]);
    expect(segments.get('MCX-FUT')).toBe(2);
  });

  it('leaves out a contract without an expiry and an option without a type, and counts them for no segment', async () => {
    const endless = fields(NIFTY_OPTION, [0, '999'], [2, 'NIFTY26NOV24000CE'], [5, '']);
    const untyped = fields(NIFTY_OPTION, [0, '998'], [2, 'NIFTY26NOV24000'], [9, 'EQ']);

    const { rows, leftOut, segments } = await read(kiteFile([INFY, NIFTY_OPTION, endless, untyped]));

    expect(rows).toHaveLength(2);
    expect([...leftOut.keys()]).toEqual([
      'segment NFO-OPT without an expiry: to trade one, put it as JSON with it',
      'segment NFO-OPT without the type CE or PE: to trade one, put it as JSON with it',
    ]);
    expect(segments.get('NFO-OPT')).toBe(1);
  });

  it('keeps a contract that has expired and counts it', async () => {
    const old = fields(NIFTY_OPTION, [0, '999'], [2, 'NIFTY26NOV24000CE'], [5, '2026-11-24']);

    const { rows, expired } = await read(kiteFile([INFY, NIFTY_OPTION, old]));

    expect(rows).toHaveLength(3);
    expect([...expired]).toEqual([['NFO-OPT', 1]]);
  });

  it.each([
    ['an empty file', '', 'EMPTY', /the file is empty/],
    ['blank lines', '\n \n', 'EMPTY', /the file is empty/],
    ['a header only', `${KITE_HEADER}\n`, 'EMPTY', /no instrument that a stage can trade on 2026-11-30/],
    ['an HTML page', '<!DOCTYPE html>\n<html>', 'NOT_A_CSV', /line 1: this is an HTML page/],
    ['JSON', '{"a":1}', 'NOT_A_CSV', /line 1: this is JSON/],
    [
      "Kite's error",
      '{"status":"error","message":"secret","error_type":"TokenException"}',
      'NOT_A_CSV',
      /line 1: this is Kite's error TokenException, not a CSV file: use the unchanged file/,
    ],
    [
      'a column that is missing',
      `${KITE_HEADER.replace('lot_size,', '')}\n`,
      'BAD_HEADER',
      /line 1: the header has no lot_size: use the unchanged file/,
    ],
    [
      'a column with another name',
      `${KITE_HEADER.replace('tick_size', 'ticksize')}\n`,
      'BAD_HEADER',
      /line 1: the header has no tick_size/,
    ],
    ['a repeated column', `${KITE_HEADER},segment\n`, 'BAD_HEADER', /line 1: the header repeats segment/],
    [
      'a row with a field too few',
      kiteFile([INFY, '256265,1001,NIFTY 50']),
      'BAD_ROW',
      /line 3: 3 fields where the header has 12/,
    ],
    ['a row with a field too many', kiteFile([`${INFY},x`]), 'BAD_ROW', /line 2: 13 fields/],
    ['a quote that does not end', kiteFile(['1,1,"INFY']), 'BAD_ROW', /line 2: the quotes of field 3/],
    ['a line without an end', `${KITE_HEADER}\n${'x'.repeat(20_000)}`, 'BAD_ROW', /line 2: more than 16384/],
    [
      'a token that is no number',
      kiteFile([INFY, fields(NIFTY_50, [0, '25x265'])]),
      'BAD_ROW',
      /line 3: instrument_token is "25x265": expected a number: fetch the file again, or correct the line/,
    ],
    ['no token', kiteFile([fields(INFY, [0, ''])]), 'BAD_ROW', /line 2: instrument_token is ""/],
    ['no symbol', kiteFile([fields(INFY, [2, ' '])]), 'BAD_ROW', /line 2: tradingsymbol is ""/],
    ['no segment', kiteFile([fields(INFY, [10, ''])]), 'BAD_ROW', /line 2: segment is ""/],
    ['an unknown exchange', kiteFile([fields(INFY, [11, 'NS'])]), 'BAD_ROW', /line 2: exchange is "NS"/],
    ['a lot that is no number', kiteFile([fields(INFY, [8, 'one'])]), 'BAD_ROW', /line 2: lot_size is "one"/],
    ['a fraction of a lot', kiteFile([fields(INFY, [8, '1.5'])]), 'BAD_ROW', /line 2: lot_size is 1.5/],
    ['a negative tick', kiteFile([fields(INFY, [7, '-0.05'])]), 'BAD_ROW', /line 2: tick_size is "-0.05"/],
    [
      'a strike that is no number',
      kiteFile([fields(NIFTY_OPTION, [6, '24k'])]),
      'BAD_ROW',
      /line 2: strike is "24k"/,
    ],
    [
      'another form of a date',
      kiteFile([fields(NIFTY_OPTION, [5, '29-12-2026'])]),
      'BAD_ROW',
      /line 2: expiry is "29-12-2026"/,
    ],
    [
      'a day that does not exist',
      kiteFile([fields(NIFTY_OPTION, [5, '2026-02-30'])]),
      'BAD_ROW',
      /line 2: expiry is "2026-02-30"/,
    ],
    [
      'a token twice',
      kiteFile([INFY, NIFTY_50, fields(NIFTY_OPTION, [0, '408065'])]),
      'REPEATED_ROW',
      /line 4: instrument_token 408065 is in line 2 already/,
    ],
    [
      'an instrument twice',
      kiteFile([INFY, fields(INFY, [0, '408321'])]),
      'REPEATED_ROW',
      /line 3: the instrument NSE:INFY is in line 2 already/,
    ],
  ])('refuses %s', async (_what, text, code, message) => {
    const failure = await read(text).catch((thrown: unknown) => thrown);

    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(String(failure)).not.toContain('secret');
  });
});
