import { MarketDataParser, type ParseOptions } from '../../../localstack/market-data/market-data-parser.ts';

/** All ticks of a text, and the parser's report. */
export const parse = (text: string, options: ParseOptions = {}) => {
  const parser = new MarketDataParser(options);
  const ticks = [...parser.push(text), ...parser.end()];
  return { ticks, report: parser.report() };
};

export const BARS_HEADER = 'minute_end,instrument_token,tradingsymbol,open,high,low,close';
export const TICKS_HEADER = 'timestamp,instrument_token,last_price,volume_traded';

export const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
