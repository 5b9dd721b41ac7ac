/** An index with the token that Kite gives it. */
export interface KnownIndex {
  readonly token: number;
  readonly exchange: 'NSE' | 'BSE';
  readonly symbol: string;
  /** Other names that files have for it. */
  readonly names: readonly string[];
}

const index = (
  token: number,
  exchange: 'NSE' | 'BSE',
  symbol: string,
  ...names: readonly string[]
): KnownIndex => ({ token, exchange, symbol, names });

const INDICES = [
  index(256265, 'NSE', 'NIFTY 50', 'NIFTY', 'NIFTY50', 'NIFTY_50', '^NSEI'),
  index(260105, 'NSE', 'NIFTY BANK', 'BANKNIFTY', 'NIFTYBANK', 'NIFTY_BANK', '^NSEBANK'),
  index(257801, 'NSE', 'NIFTY FIN SERVICE', 'FINNIFTY', 'NIFTY_FIN_SERVICE'),
  index(264969, 'NSE', 'INDIA VIX', 'INDIAVIX', 'INDIA_VIX', '^INDIAVIX'),
  index(265, 'BSE', 'SENSEX', '^BSESN'),
];

const byName = new Map(
  INDICES.flatMap((known) => [known.symbol, ...known.names].map((name) => [name, known] as const)),
);
const byToken = new Map(INDICES.map((known) => [known.token, known]));

/** The index of a name such as `NIFTY 50`, `BANKNIFTY` or `^NSEI`. */
export const indexOfName = (name: string): KnownIndex | undefined => byName.get(name.toUpperCase());

export const indexOfToken = (token: number): KnownIndex | undefined => byToken.get(token);
