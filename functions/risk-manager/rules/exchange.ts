import { istDay, marketState, noCalendar, sessionOptionsOf } from '../../../shared/market/calendar.ts';
import { outcome, type Rule, type RuleDefinition, refused } from '../rule.ts';

const unknownInstrument: Rule = ({ instrument }) =>
  'problem' in instrument
    ? refused(instrument.problem)
    : outcome(true, `${instrument.value.exchange}:${instrument.value.tradingsymbol}`);

/** An index can be traded only on paper: no exchange accepts an order for it. */
const notTradable: Rule = ({ broker, instrument }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment } = instrument.value;
  return outcome(broker === 'paper' || segment !== 'INDICES', `segment ${segment}`);
};

/**
 * Both the signal's time and the order's time must be in continuous trading. On a day without a calendar an order that
 * only reduces a position passes: the exchange itself refuses it if it is closed.
 */
const marketClosed: Rule = ({ instrument, signalAt, now, reduces }) => {
  if ('problem' in instrument) return refused(instrument.problem);
  const { segment } = instrument.value;
  const options = sessionOptionsOf(instrument.value);
  for (const at of [signalAt, now]) {
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
    checks: 'The instrument can be traded: an index only on paper.',
    limits: null,
    reductions: 'judged',
    rule: notTradable,
  },
  MARKET_CLOSED: {
    title: 'Market closed',
    checks: 'The segment is in continuous trading, at the time of the signal and now.',
    limits: null,
    reductions: 'judged',
    rule: marketClosed,
  },
} as const satisfies Record<string, RuleDefinition>;
