/** Where a convention is set aside, and why: rule → file → reason. One that is not needed any more is reported. */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'exact-money': {
    'functions/risk-manager/rules/price-deviation.ts':
      'compares two products of whole numbers; nothing is divided, rounded or kept',
    'functions/paper-trading-engine/paper-trader.ts':
      'counts whole ticks, rounded against the trader, and multiplies them again exactly',
  },
  'file-size': {
    'localstack/engines/kafka/groups/group.ts':
      'the state machine of one consumer group; what could be taken out of it is in the files beside it',
  },
  'type-safety': {
    'localstack/engines/kafka/wire/struct.ts':
      'a codec is invariant in its type, so only any describes one of whatever type',
  },
};
