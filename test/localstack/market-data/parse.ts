import { MarketDataParser, type ParseOptions } from '../../../localstack/market-data/market-data-parser.ts';
import { isBar } from '../../../localstack/market-data/market-row.ts';
import type { TimedTick } from '../../../localstack/market-data/timed-tick.ts';

/** All rows of a text, and the parser's report. */
export const parse = (text: string, options: ParseOptions = {}) => {
  const parser = new MarketDataParser(options);
  const rows = [...parser.push(text), ...parser.end()];
  return {
    rows,
    bars: rows.filter(isBar),
    ticks: rows.filter((row): row is TimedTick => !isBar(row)),
    report: parser.report(),
  };
};

export const BARS_HEADER = 'minute_end,instrument_token,tradingsymbol,open,high,low,close';
export const TICKS_HEADER = 'timestamp,instrument_token,last_price,volume_traded';

export const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;
