/** Where a convention is set aside, and why: rule → file → reason. One that is not needed any more is reported. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'exact-money': {
    'functions/risk-manager/rules/market.ts':
      'compares two products of whole numbers; nothing is divided, rounded or kept',
    'functions/paper-trading-engine/paper-trader.ts':
      'counts whole ticks, rounded against the trader, and multiplies them again exactly',
  },
};
