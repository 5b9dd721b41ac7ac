export const KITE_HEADER =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange';

interface Row {
  readonly token: number;
  readonly symbol: string;
  readonly name?: string;
  readonly price?: number;
  readonly expiry?: string;
  readonly strike?: number;
  readonly tick?: number;
  readonly lot?: number;
  readonly type?: string;
  readonly segment: string;
  readonly exchange: string;
}

/** A line of Kite's file. */
export const kiteLine = (row: Row): string => {
  const { token, symbol, name = '', price = 0, expiry = '', strike = 0, tick = 0.05, lot = 1 } = row;
  const { type = 'EQ', segment, exchange } = row;
  const sizes = [price, expiry, strike, tick, lot];
  return [token, Math.floor(token / 256), symbol, name, ...sizes, type, segment, exchange].join(',');
};

/** Kite's file of some lines, with a line ending behind the last one as Kite's has. */
export const kiteFile = (lines: readonly string[]): string => `${[KITE_HEADER, ...lines].join('\n')}\n`;

export const INFY = kiteLine({
  token: 408065,
  symbol: 'INFY',
  name: 'INFOSYS',
  segment: 'NSE',
  exchange: 'NSE',
});
export const NIFTY_50 = kiteLine({
  ...{ token: 256265, symbol: 'NIFTY 50', name: 'NIFTY 50', tick: 0, lot: 0 },
  ...{ segment: 'INDICES', exchange: 'NSE' },
});
export const NIFTY_OPTION = kiteLine({
  ...{ token: 12345602, symbol: 'NIFTY26DEC24000CE', name: 'NIFTY', expiry: '2026-12-29', strike: 24_000 },
  ...{ lot: 65, type: 'CE', segment: 'NFO-OPT', exchange: 'NFO' },
});
export const INFY_FUTURE = kiteLine({
  ...{ token: 13370114, symbol: 'INFY26DECFUT', name: 'INFY', expiry: '2026-12-29', lot: 400 },
  ...{ type: 'FUT', segment: 'NFO-FUT', exchange: 'NFO' },
});

/** A linear congruential generator. */
const randomOf = (seed: number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SEGMENT_IDS = { NSE: 1, NFO: 2, CDS: 3, BSE: 4, BFO: 5, MCX: 7, INDICES: 9 } as const;

/**
 * The lines of a file as Kite's is: a sixth shares, three quarters options of indices and shares, and the rest futures,
 * commodities, currencies and indices.
 */
export const manyKiteLines = (count: number, expiries: readonly string[], seed = 1): string[] => {
  const random = randomOf(seed);
  const word = (length: number) =>
    Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
  let serial = 100_000;
  const token = (segment: keyof typeof SEGMENT_IDS): number => {
    serial += 1 + Math.floor(random() * 3);
    return serial * 256 + SEGMENT_IDS[segment];
  };
  const lines: string[] = [INFY, NIFTY_50];
  const shares = Math.floor(count / 6);
  const optionable: string[] = ['INFY'];
  for (let n = 0; n < shares; n += 1) {
    const exchange = n % 7 < 3 ? 'NSE' : 'BSE';
    const symbol = `${word(5)}${n}`;
    if (exchange === 'NSE' && optionable.length < 220) optionable.push(symbol);
    lines.push(
      kiteLine({
        token: token(exchange),
        symbol,
        name: `${symbol} ${word(7)} LTD`,
        segment: exchange,
        exchange,
      }),
    );
  }
  for (const [n, expiry] of expiries.entries()) {
    for (const name of optionable) {
      const symbol = `${name}${26 + n}DECFUT`;
      lines.push(
        kiteLine({
          token: token('NFO'),
          symbol,
          name,
          expiry,
          lot: 400,
          type: 'FUT',
          segment: 'NFO-FUT',
          exchange: 'NFO',
        }),
      );
    }
  }
  for (let strike = 1_000; lines.length < count; strike += 50) {
    for (const [n, expiry] of expiries.entries()) {
      for (const name of ['NIFTY', 'BANKNIFTY', ...optionable]) {
        for (const type of ['CE', 'PE']) {
          if (lines.length >= count) return lines;
          const symbol = `${name}${26 + n}DEC${strike}${type}`;
          const sizes = { expiry, strike, lot: 65, type } as const;
          lines.push(
            kiteLine({ token: token('NFO'), symbol, name, ...sizes, segment: 'NFO-OPT', exchange: 'NFO' }),
          );
        }
      }
    }
  }
  return lines;
};

/** A text in pieces of a stream. */
export async function* inPieces(text: string, length = 65_536): AsyncIterable<string> {
  for (let from = 0; from < text.length; from += length) yield text.slice(from, from + length);
}
