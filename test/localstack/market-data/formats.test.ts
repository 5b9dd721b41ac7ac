import { describe, expect, it } from 'vitest';
import { ist, istText, lines, readFiles, readText } from './read-texts.ts';

const span = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `${istText(start)} to ${istText(end).slice(11)}`;

describe("Kite's candles", () => {
  it('are labelled with their starts, and belong to the instrument that the file is named after', async () => {
    const { bars, data } = await readFiles({
      'RELIANCE.csv': lines(
        'date,open,high,low,close,volume',
        '2017-12-15T09:15:00+0530,921.4,922,920,921,1200',
        '2017-12-15T09:16:00+0530,921,923.5,921,923,800',
      ),
    });

    expect(bars.map(span)).toEqual(['2017-12-15 09:15:00 to 09:16:00', '2017-12-15 09:16:00 to 09:17:00']);
    expect(bars[0]).toMatchObject({ open: 921.4, high: 922, low: 920, close: 921, volume: 1200 });
    expect(data.instruments.map(({ instrument }) => instrument)).toMatchObject([
      { tradingsymbol: 'RELIANCE', exchange: 'NSE', segment: 'NSE', tick_size: 0.05, lot_size: 1 },
    ]);
    expect(data.files()[0]).toMatchObject({ format: 'Kite candles', label: 'start', interval_seconds: 60 });
  });

  it('of an hour span an hour, and the last one ends at the close', async () => {
    const hours = [9, 10, 11, 12, 13, 14, 15].map(
      (hour) => `2024-01-02 ${String(hour).padStart(2, '0')}:15:00+05:30,10,11,9,10,5`,
    );

    const { bars } = await readText(lines('date,open,high,low,close,volume', ...hours));

    expect(bars).toHaveLength(7);
    expect(span(bars[0] ?? { start: 0, end: 0 })).toBe('2024-01-02 09:15:00 to 10:15:00');
    expect(span(bars[6] ?? { start: 0, end: 0 })).toBe('2024-01-02 15:15:00 to 15:30:00');
  });

  it('of a day span the sessions of the date that they name, also those of Muhurat trading', async () => {
    const { bars } = await readText(
      lines(
        'date,open,high,low,close,volume,oi',
        '2023-11-09T00:00:00+0530,10,11,9,10,5,7',
        '2023-11-10T00:00:00+0530,10,11,9,10,5,7',
        '2023-11-12T00:00:00+0530,10,11,9,10,5,7',
      ),
    );

    expect(bars.map(span)).toEqual([
      '2023-11-09 09:15:00 to 15:30:00',
      '2023-11-10 09:15:00 to 15:30:00',
      '2023-11-12 18:15:00 to 19:15:00',
    ]);
    expect(bars[0]).toMatchObject({ volume: 5, oi: 7 });
  });

  it('of a day end when their commodity closes: farm products at 17:00 and 21:00', async () => {
    const rows = lines(
      'date,open,high,low,close,volume',
      '2024-01-02,10,11,9,10,5',
      '2024-01-03,10,11,9,10,5',
    );
    const spans = async (instrument: string) => (await readText(rows, { instrument })).bars.map(span)[0];

    expect(await spans('MCX:CRUDEOIL24JANFUT')).toBe('2024-01-02 09:00:00 to 23:55:00');
    expect(await spans('MCX:MENTHAOIL24JANFUT')).toBe('2024-01-02 09:00:00 to 17:00:00');
    expect(await spans('MCX:COTTONCNDY24JANFUT')).toBe('2024-01-02 09:00:00 to 21:00:00');
  });

  it.each([
    [
      'the API itself',
      { status: 'success', data: { candles: [['2024-01-02T09:15:00+0530', 10, 11, 9, 10.5, 7]] } },
    ],
    [
      'the client',
      [{ date: '2024-01-02T09:15:00+0530', open: 10, high: 11, low: 9, close: 10.5, volume: 7 }],
    ],
  ])('are read as JSON of %s', async (_, content) => {
    const { bars } = await readFiles({ 'INFY.json': JSON.stringify(content) }, { interval: '1m' });

    expect(bars).toMatchObject([
      {
        start: ist('2024-01-02 09:15'),
        end: ist('2024-01-02 09:16'),
        open: 10,
        high: 11,
        low: 9,
        close: 10.5,
        volume: 7,
      },
    ]);
  });
});

describe('yfinance', () => {
  const HEADER = [
    'Price,Close,High,Low,Open,Volume',
    'Ticker,TCS.NS,TCS.NS,TCS.NS,TCS.NS,TCS.NS',
    'Datetime,,,,,',
  ];

  it('has three header rows, UTC, and prices with float noise, which are rounded to a ten-thousandth', async () => {
    const { bars, data } = await readText(
      lines(
        ...HEADER,
        '2024-01-02 03:45:00+00:00,1389.0999755859375,1390.5,1388,1389,1000',
        '2024-01-02 03:50:00+00:00,1389.5,1390.5,1388,1389.0999755859375,0',
      ),
    );

    expect(bars.map(span)).toEqual(['2024-01-02 09:15:00 to 09:20:00', '2024-01-02 09:20:00 to 09:25:00']);
    expect(bars.map(({ open, close }) => [open, close])).toEqual([
      [1389, 1389.1],
      [1389.1, 1389.5],
    ]);
    expect(data.instruments.map(({ instrument }) => instrument.tradingsymbol)).toEqual(['TCS']);
  });

  it('has several tickers in one row, some of them without a bar', async () => {
    const { bars, data } = await readText(
      lines(
        'Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume',
        'Ticker,INFY.NS,^NSEI,INFY.NS,^NSEI,INFY.NS,^NSEI,INFY.NS,^NSEI,INFY.NS,^NSEI',
        'Date,,,,,,,,,,',
        '2024-01-02,10,200,11,201,9,199,10,200,5,0',
        '2024-01-03,,201,,202,,200,,201,,0',
      ),
    );

    expect(bars.map(({ start, close }) => [istText(start).slice(0, 10), close])).toEqual([
      ['2024-01-02', 10],
      ['2024-01-02', 200],
      ['2024-01-03', 201],
    ]);
    expect(data.instruments.map(({ instrument }) => instrument.instrument_token)).toContain(256265);
  });

  it('in its flat form has one header row and an adjusted close, which is ignored', async () => {
    const { bars, data } = await readText(
      lines(
        'Date,Open,High,Low,Close,Adj Close,Volume',
        '2024-01-02,10,11,9,10.5,10.1,100',
        '2024-01-03,10,11,9,10.5,10.1,100',
      ),
    );

    expect(bars.map(({ close }) => close)).toEqual([10.5, 10.5]);
    expect(data.files()[0]).toMatchObject({ format: 'yfinance', ignored_columns: ['Adj Close'] });
  });
});

describe('NSE bhavcopy', () => {
  const symbolsOf = async (text: string) => {
    const { bars, data } = await readFiles({ 'bhavcopy.csv': text });
    const names = new Map(
      data.instruments.map(({ instrument }) => [
        instrument.instrument_token,
        `${instrument.exchange}:${instrument.tradingsymbol} ${instrument.segment}`,
      ]),
    );
    return { bars, data, names: bars.map(({ instrument_token }) => names.get(instrument_token)) };
  };

  it('of shares in the old form has a comma at the end, and names other series as Kite does', async () => {
    const { bars, names } = await symbolsOf(
      lines(
        'SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,',
        'ACC,EQ,1500,1520,1490,1510,1511,1499,1000,1510000,02-JAN-2020,100,INE000A00001,',
        'ALPHA,BE,10,10.5,10,10.25,10.25,10,5,51,02-JAN-2020,1,INE000A00002,',
      ),
    );

    expect(names).toEqual(['NSE:ACC NSE', 'NSE:ALPHA-BE NSE']);
    expect(bars.map(span)[0]).toBe('2020-01-02 09:15:00 to 15:30:00');
    expect(bars[0]).toMatchObject({ open: 1500, close: 1510, volume: 1000 });
  });

  it('with delivery has blanks after the commas and hyphens for no value', async () => {
    const { names } = await symbolsOf(
      lines(
        'SYMBOL, SERIES, DATE1, PREV_CLOSE, OPEN_PRICE, HIGH_PRICE, LOW_PRICE, LAST_PRICE, CLOSE_PRICE, AVG_PRICE, TTL_TRD_QNTY, DELIV_QTY, DELIV_PER',
        'ACC, EQ, 02-Jan-2024, 2200.00, 2210.00, 2250.00, 2190.00, 2240.00, 2241.00, 2230.00, 1000, -, -',
      ),
    );

    expect(names).toEqual(['NSE:ACC NSE']);
  });

  it('in UDiFF has shares and contracts, and a contract without a trade is left out', async () => {
    const header =
      'TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,StrkPric,OptnTp,FinInstrmNm,OpnPric,HghPric,LwPric,ClsPric,LastPric,OpnIntrst,TtlTradgVol';
    const { bars, data, names } = await symbolsOf(
      lines(
        header,
        '2024-07-10,2024-07-10,CM,NSE,STK,22,INE000A00001,ACC,EQ,,,,ACC LTD,2600,2650,2590,2640,2641,,12345',
        '2024-07-10,2024-07-10,FO,NSE,IDF,5,,NIFTY,,2024-07-25,,,NIFTY24JULFUT,24300,24400,24200,24350,24350,5000,900',
        '2024-07-10,2024-07-10,FO,NSE,IDO,6,,NIFTY,,2024-07-11,24000,CE,NIFTY2471124000CE,0,0,0,300,0,0,0',
      ),
    );

    expect(names).toEqual(['NSE:ACC NSE', 'NFO:NIFTY24JULFUT NFO-FUT']);
    expect(bars[1]).toMatchObject({ close: 24350, volume: 900, oi: 5000 });
    expect(data.files()[0]).toMatchObject({ rows: 3, taken: 2, without_price: 1 });
  });

  it('of contracts in the old form has names made of underlying, expiry and strike', async () => {
    const { data, names } = await symbolsOf(
      lines(
        'INSTRUMENT,SYMBOL,EXPIRY_DT,STRIKE_PR,OPTION_TYP,OPEN,HIGH,LOW,CLOSE,SETTLE_PR,CONTRACTS,VAL_INLAKH,OPEN_INT,CHG_IN_OI,TIMESTAMP,',
        'FUTIDX,NIFTY,30-Jan-2020,0,XX,12200,12250,12100,12180,12180,10,1,100,1,02-JAN-2020,',
        'OPTIDX,NIFTY,30-Jan-2020,12000,CE,300,310,290,305,305,10,1,100,1,02-JAN-2020,',
        'OPTIDX,NIFTY,09-Jan-2020,12000,PE,20,31,19,25,25,10,1,100,1,02-JAN-2020,',
      ),
    );

    expect(data.instruments.map(({ instrument }) => instrument)).toMatchObject([
      { underlying: 'NIFTY', expiry: '2020-01-30' },
      { underlying: 'NIFTY', expiry: '2020-01-30', strike: 12_000, option_type: 'CE' },
      { underlying: 'NIFTY', expiry: '2020-01-09', strike: 12_000, option_type: 'PE' },
    ]);
    expect(names).toEqual([
      'NFO:NIFTY20JANFUT NFO-FUT',
      'NFO:NIFTY20JAN12000CE NFO-OPT',
      'NFO:NIFTY2010912000PE NFO-OPT',
    ]);
  });
});

describe('ticks of one-second stamps', () => {
  const GDFL = 'Ticker,Date,Time,LTP,BuyPrice,BuyQty,SellPrice,SellQty,LTQ,OpenInterest';

  it('of GDFL keep the order of their rows: 100, 101, 100 ends at 100', async () => {
    const { ticks, data } = await readFiles({
      'ticks.csv': lines(
        GDFL,
        ...[100, 101, 100].map(
          (price) => `BANKNIFTY-I.NFO,02/01/2024,09:15:01,${price},99.5,50,101.5,75,25,1000`,
        ),
      ),
    });

    expect(ticks.map(({ tick }) => tick.last_price)).toEqual([100, 101, 100]);
    expect(ticks.map(({ repeat }) => repeat)).toEqual([undefined, undefined, 1]);
    expect(ticks[0]?.tick).toEqual({
      instrument_token: data.instruments[0]?.instrument.instrument_token,
      timestamp: '2024-01-02T03:45:01.000Z',
      last_price: 100,
      last_traded_quantity: 25,
      oi: 1000,
      depth: {
        buy: [{ price: 99.5, quantity: 50, orders: 0 }],
        sell: [{ price: 101.5, quantity: 75, orders: 0 }],
      },
    });
    expect(data.instruments[0]?.instrument).toMatchObject({ exchange: 'NFO', tradingsymbol: 'BANKNIFTY-I' });
  });

  it('of GDFL before the first trade have no price', async () => {
    const { ticks, data } = await readFiles({
      'ticks.csv': lines(
        GDFL,
        'NIFTY24JAN21700CE.NFO,02/01/2024,09:15:01,0,1.35,50,1.45,75,0,1000',
        'NIFTY24JAN21700CE.NFO,02/01/2024,09:15:02,1.4,0,0,1.45,75,50,1000',
      ),
    });

    expect(ticks.map(({ tick }) => [tick.last_price, tick.depth?.buy])).toEqual([[1.4, []]]);
    expect(data.files()[0]).toMatchObject({ without_price: 1 });
  });

  it('of TrueData have no header; the same row again is another trade', async () => {
    const row = '20240102,09:15:01,21700.5,75,12000,21700,50,21701,75';
    const { ticks, data } = await readFiles({
      'NIFTY-I.csv': lines(row, row, row.replace('21700.5', '21701')),
    });

    expect(ticks.map(({ tick, repeat }) => [tick.last_price, repeat ?? 0])).toEqual([
      [21700.5, 0],
      [21700.5, 1],
      [21701, 0],
    ]);
    expect(data.files()[0]).toMatchObject({ format: 'TrueData ticks', duplicates: 0 });
    expect(data.instruments[0]?.instrument).toMatchObject({ exchange: 'NFO', segment: 'NFO-FUT' });
  });
});

describe('GDFL bars', () => {
  it('end a second after the time that they name', async () => {
    const { bars, data } = await readFiles({
      'bars.csv': lines(
        'Ticker,Date,Time,Open,High,Low,Close,Volume,Open Interest',
        'ACC.NSE,02/01/2024,09:15:59,2200,2205,2199,2201,100,0',
        'ACC.NSE,02/01/2024,09:16:59,2201,2206,2200,2203,100,0',
      ),
    });

    expect(bars.map(span)).toEqual(['2024-01-02 09:15:00 to 09:16:00', '2024-01-02 09:16:00 to 09:17:00']);
    expect(data.files()[0]).toMatchObject({ label: 'end' });
  });
});

describe('plain columns', () => {
  it('of bars may have tokens, and minute_end labels them with their ends', async () => {
    const { bars, data } = await readText(
      lines(
        'minute_end,instrument_token,tradingsymbol,open,high,low,close',
        '2022-06-01T09:16:00+05:30,256265,NIFTY 50,16602.20,16614.35,16561.95,16613.90',
        '2022-06-01T09:17:00+05:30,256265,NIFTY 50,16613.90,16614.35,16561.95,16613.90',
      ),
    );

    expect(bars.map(span)).toEqual(['2022-06-01 09:15:00 to 09:16:00', '2022-06-01 09:16:00 to 09:17:00']);
    expect(bars[0]?.instrument_token).toBe(256265);
    expect(data.instruments[0]).toMatchObject({ origin: 'index', instrument: { segment: 'INDICES' } });
  });

  it('of ticks may have what a Kite tick has; an empty field is left out', async () => {
    const { ticks } = await readText(
      lines(
        'timestamp,instrument_token,last_price,volume_traded,last_traded_quantity,average_traded_price,oi,last_trade_time,upper_circuit_limit,colour',
        '2024-01-02T09:15:00.250+05:30,408065,50.05,1200,7,50.01,900,2024-01-02 09:14:59,55,red',
        '2024-01-02 09:15:01,408065,50.10,1250,,,,,,red',
      ),
    );

    expect(ticks.map(({ tick }) => tick)).toEqual([
      {
        timestamp: '2024-01-02T03:45:00.250Z',
        instrument_token: 408065,
        last_price: 50.05,
        volume_traded: 1200,
        last_traded_quantity: 7,
        average_traded_price: 50.01,
        oi: 900,
        last_trade_time: '2024-01-02T03:44:59.000Z',
        upper_circuit_limit: 55,
      },
      {
        timestamp: '2024-01-02T03:45:01.000Z',
        instrument_token: 408065,
        last_price: 50.1,
        volume_traded: 1250,
      },
    ]);
  });

  it('with other names are named by --map, by number without a header', async () => {
    const named = await readText(lines('Wann,Kurs', '2024-01-02 09:15:00,50'), {
      map: 'wann=timestamp,Kurs=last_price',
    });
    const numbered = await readText(lines('50;2024-01-02 09:15:00'), { map: '1=last_price,2=timestamp' });

    expect(named.ticks.map(({ tick }) => tick.last_price)).toEqual([50]);
    expect(numbered.ticks.map(({ tick }) => tick.last_price)).toEqual([50]);
  });

  it('without names a time and four prices are bars', async () => {
    const { bars } = await readText(lines('1704167100,10,11,9,10,5', '1704167160,10,11,9,10,5'));

    expect(bars.map(span)).toEqual(['2024-01-02 09:15:00 to 09:16:00', '2024-01-02 09:16:00 to 09:17:00']);
  });
});
