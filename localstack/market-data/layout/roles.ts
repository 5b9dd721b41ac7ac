import { AlphaPandaError } from '../../../shared/errors.ts';

/**
 * What a column says, and the names that files give it, without case, spaces and signs. Where two columns have names of one
 * role, the name that stands first here is taken.
 */
const ALIASES = {
  timestamp: [
    ...['timestamp', 'datetime', 'dateandtime', 'minuteend', 'minutestart', 'barstart', 'barend'],
    ...['starttime', 'endtime', 'opentime', 'closetime', 'candletime', 'exchangetimestamp'],
  ],
  date: ['date', 'tradedate', 'tradingdate', 'date1', 'traddt'],
  time: ['time', 'tradetime', 'timeofday'],
  instrument_token: ['instrumenttoken', 'token'],
  contract_name: ['fininstrmnm'],
  tradingsymbol: ['tradingsymbol', 'symbol', 'ticker', 'tckrsymb', 'scrip', 'stock', 'stockname'],
  exchange: ['exchange', 'exch', 'src'],
  series: ['series', 'sctysrs'],
  expiry: ['expiry', 'expirydt', 'xprydt', 'expirydate'],
  strike: ['strike', 'strikepr', 'strkpric', 'strikeprice'],
  option_type: ['optiontype', 'optiontyp', 'optntp'],
  open: ['open', 'o', 'openprice', 'opnpric'],
  high: ['high', 'h', 'highprice', 'hghpric'],
  low: ['low', 'l', 'lowprice', 'lwpric'],
  close: ['close', 'c', 'closeprice', 'clspric'],
  volume: ['volume', 'v', 'vol', 'tottrdqty', 'ttltradgvol', 'ttltrdqnty', 'tradedvolume'],
  oi: ['oi', 'openinterest', 'openint', 'opnintrst'],
  last_price: ['lastprice', 'ltp', 'lasttradedprice', 'price', 'tradeprice', 'last'],
  volume_traded: ['volumetraded', 'cumulativevolume', 'totalvolume'],
  last_traded_quantity: ['lasttradedquantity', 'lastquantity', 'ltq', 'lasttradedqty', 'quantity', 'qty'],
  average_traded_price: ['averagetradedprice', 'averageprice', 'atp'],
  total_buy_quantity: ['totalbuyquantity', 'buyquantity'],
  total_sell_quantity: ['totalsellquantity', 'sellquantity'],
  bid_price: ['bidprice', 'buyprice', 'bid', 'bestbid', 'bestbidprice'],
  bid_quantity: ['bidquantity', 'buyqty', 'bidqty', 'bidsize'],
  ask_price: ['askprice', 'sellprice', 'ask', 'bestask', 'bestaskprice', 'offerprice'],
  ask_quantity: ['askquantity', 'sellqty', 'askqty', 'asksize', 'offerqty'],
  last_trade_time: ['lasttradetime', 'ltt'],
  upper_circuit_limit: ['uppercircuitlimit', 'uppercircuit'],
  lower_circuit_limit: ['lowercircuitlimit', 'lowercircuit'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Role = keyof typeof ALIASES;

const ROLES = Object.keys(ALIASES) as readonly Role[];

const isRole = (text: string): text is Role => Object.hasOwn(ALIASES, text);

/** The place of the column of each role. */
export type Places = ReadonlyMap<Role, number>;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/**
 * A mapping of columns from the command line, such as `LTP=last_price,1=date`: a column's name or number, and its role.
 * @throws AlphaPandaError `BAD_OPTION`
 */
export const parseMap = (text: string): ReadonlyMap<string, Role> =>
  new Map(
    text.split(',').map((entry) => {
      const [column = '', role = ''] = entry.split('=').map((part) => part.trim());
      if (column !== '' && isRole(role)) return [plain(column), role] as const;
      throw new AlphaPandaError(
        'BAD_OPTION',
        `--map "${entry}" is not column=name with a name of ${ROLES.join(', ')}`,
      );
    }),
  );

/** Whether a mapping's column is one of a file. */
export const isMapped = (
  column: string,
  role: Role,
  header: readonly string[] | undefined,
  places: Places,
): boolean => {
  const place = places.get(role);
  return place !== undefined && (plain(header?.[place] ?? '') === column || String(place + 1) === column);
};

/**
 * The columns that a header names.
 * @param map roles that a person gave to columns; they come first
 * @throws AlphaPandaError `BAD_HEADER` if two columns have the same name and role
 */
export const placesOf = (header: readonly string[], map: ReadonlyMap<string, Role>): Places => {
  const names = header.map(plain);
  const places = new Map<Role, number>();
  const mapped = names.map((name, place) => map.get(name) ?? map.get(String(place + 1)));
  for (const [place, role] of mapped.entries()) if (role !== undefined) places.set(role, place);
  for (const role of ROLES) {
    if (places.has(role)) continue;
    const alias = ALIASES[role].find((name) =>
      names.some((other, place) => other === name && !mapped[place]),
    );
    if (alias === undefined) continue;
    const place = names.indexOf(alias);
    if (names.indexOf(alias, place + 1) !== -1) {
      throw new AlphaPandaError(
        'BAD_HEADER',
        `the header repeats the column ${header[place]}: say which is which with --map, by number`,
      );
    }
    places.set(role, place);
  }
  return places;
};
