/** Exceptions to conventions: rule → file → reason. The check reports an exception that is no longer needed. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'exact-money': {
    'functions/risk-manager/rules/market.ts':
      'compares two products of whole numbers; nothing is divided, rounded or kept',
    'functions/paper-trading-engine/exchange.ts':
      'counts whole ticks, rounded against the trader, and multiplies them again exactly',
  },
};
