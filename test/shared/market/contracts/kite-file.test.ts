import { describe, expect, it } from 'vitest';
import { KiteFile, type KiteLine } from '../../../../shared/market/contracts/kite-file.ts';
import { INFY, INFY_FUTURE, KITE_HEADER, kiteFile, NIFTY_OPTION } from '../../../support/kite-file.ts';

const read = (text: string, length = text.length): readonly KiteLine[] => {
  const file = new KiteFile();
  const lines: KiteLine[] = [];
  for (let from = 0; from < text.length; from += length) {
    lines.push(...file.push(text.slice(from, from + length)));
  }
  return [...lines, ...file.end()];
};

describe("lines of Kite's instruments file", () => {
  it('have their number and the fields of their columns', () => {
    expect(read(kiteFile([INFY, NIFTY_OPTION]))).toMatchObject([
      { line: 2, row: { instrument_token: '408065', tradingsymbol: 'INFY', name: 'INFOSYS', expiry: '' } },
      { line: 3, row: { expiry: '2026-12-29', strike: '24000', exchange: 'NFO', last_price: '0' } },
    ]);
  });

  it.each([1, 7, 64])('are the same in pieces of %i characters', (length) => {
    const text = kiteFile([INFY, NIFTY_OPTION, INFY_FUTURE]);

    expect(read(text, length)).toEqual(read(text));
  });

  it('may end with CRLF, be blank, have a byte order mark and quotes, and lack the last ending', () => {
    const quoted = INFY.replace('INFOSYS', '"INFOSYS, ""INFY"""');

    expect(read(`\uFEFF${KITE_HEADER}\r\n\r\n${quoted}\r\n  \r\n${NIFTY_OPTION}`)).toMatchObject([
      { line: 3, row: { name: 'INFOSYS, "INFY"', exchange: 'NSE' } },
      { line: 5, row: { exchange: 'NFO' } },
    ]);
  });

  it('may have their columns in another order', () => {
    const turned = (line: string) => line.split(',').reverse().join(',');

    expect(read(`${turned(KITE_HEADER)}\n${turned(INFY)}\n`)).toEqual(read(kiteFile([INFY])));
  });

  it.each([
    ['a quote in a field', '1,1,IN"FY', /line 2: the quotes of field 3 do not match/],
    ['text behind a quote', '1,1,"IN"FY', /line 2: the quotes of field 3 do not match/],
    ['a field too few', '1,1,INFY', /line 2: 3 fields where the header has 12/],
  ])('are refused with %s', (_what, line, message) => {
    expect(() => read(kiteFile([line]))).toThrow(message);
  });
});
