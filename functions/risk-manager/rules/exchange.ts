import { istDay, marketState, noCalendar, sessionOptionsOf } from '../../../shared/market/calendar.ts';
import { isExpired } from '../../../shared/market/contract.ts';
import { contractOf } from '../../../shared/market/instrument.ts';
import { outcome, type Rule, type RuleDefinition, refused } from '../rule.ts';

const unknownInstrument: Rule = ({ instrument }) =>
  'problem' in instrument
    ? refused(instrument.problem)
    : outcome(true, `${instrument.value.exchange}:${instrument.value.tradingsymbol}`);

/**
 * An index can be traded only on paper: no exchange accepts an order for it. After its last trading day a contract cannot be
 * traded. On that day the market closes as on any other. What the broker lists no more can be left, not entered.
 */
const notTradable: Rule = ({ broker, instrument, now, reduces }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment, expiry, unlisted_since } = instrument.value;
  if (isExpired(instrument.value, now)) {
    return refused(`${contractOf(instrument.value)} expired on ${expiry}`);
  }
  if (unlisted_since !== undefined && !reduces) {
    return refused(`${contractOf(instrument.value)} is not in the broker's file since ${unlisted_since}`);
  }
  const expires = expiry === undefined ? '' : `, expires on ${expiry}`;
  return outcome(broker === 'paper' || segment !== 'INDICES', `segment ${segment}${expires}`);
};

/**
 * The exchange looks at the time of the order. An entry needs a signal from the time of continuous trading as well. For an
 * order that only reduces a position, what is not known counts for the order: the exchange itself refuses it if it is
 * closed. That is a day without a calendar, and whether a share closes by auction.
 */
const marketClosed: Rule = ({ instrument, signalAt, now, reduces }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment } = instrument.value;
  const options = sessionOptionsOf({ ...(reduces && { closing_auction: false }), ...instrument.value });
  for (const at of reduces ? [now] : [signalAt, now]) {
    const state = marketState(segment, at, options);
    if (state === 'no_calendar' && !reduces) return refused(noCalendar(segment, istDay(at)));
    if (state === 'closed') return refused(`${segment} at ${new Date(now).toISOString()}`);
  }
  return outcome(true, `${segment} at ${new Date(now).toISOString()}`);
};

/** Whether the exchange accepts orders in the instrument now. */
export const EXCHANGE_RULES = {
  UNKNOWN_INSTRUMENT: {
    title: 'Unknown instrument',
    checks: 'The instrument is in the instruments table and well-formed.',
    limits: null,
    reductions: 'judged',
    rule: unknownInstrument,
  },
  NOT_TRADABLE: {
    title: 'Not tradable',
    checks:
      'The instrument can be traded: an index only on paper, a contract until the end of its last trading day. No entry in what the broker lists no more.',
    limits: null,
    reductions: 'judged',
    rule: notTradable,
  },
  MARKET_CLOSED: {
    title: 'Market closed',
    checks: 'The segment is in continuous trading now; for an entry, at the time of the signal as well.',
    limits: null,
    reductions: 'judged',
    rule: marketClosed,
  },
} as const satisfies Record<string, RuleDefinition>;
