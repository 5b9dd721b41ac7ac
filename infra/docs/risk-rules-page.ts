import { RULE_DEFINITIONS } from '../../functions/risk-manager/rule-table.ts';
import { DEFAULT_LIMITS, type LimitName } from '../../shared/controls/limits.ts';
import { code, codes, table } from './markdown.ts';

const amount = (value: number): string => value.toLocaleString('en-US');

const defaults = (limits: readonly LimitName[] | null, broker: keyof typeof DEFAULT_LIMITS): string =>
  limits === null ? '–' : limits.map((limit) => amount(DEFAULT_LIMITS[broker][limit])).join(', ');

const rules = (): string =>
  table(
    ['Code', 'What it is', 'What it checks', 'Limits', 'Paper', 'Zerodha', 'Reductions'],
    RULE_DEFINITIONS.map(([rule, { title, checks, limits, reductions }]) => [
      code(rule),
      title,
      checks,
      codes(limits ?? []),
      defaults(limits, 'paper'),
      defaults(limits, 'zerodha'),
      reductions,
    ]),
  );

const TEXT = `# Risk rules

Generated from \`functions/risk-manager/rule-table.ts\` and \`shared/controls/limits.ts\`; do not edit.

Every raw signal gets exactly one verdict. All rules judge it. \`risk_checks\` holds each rule's result in the order of this
table, and the first failed rule is the \`rejection_reason\`. A rule that cannot be decided fails, for example when a
price, an instrument or the limits cannot be read.

{table}

Money is in rupees, times are in milliseconds, and \`bps\` are hundredths of a percent. A limit may be reached, not exceeded.
Limits, the kill switch and the release of a daily loss are items of the \`controls\` table (\`limits\`,
\`kill_switch\`, \`daily_loss_release\`), read again every second. A malformed or unknown item engages the kill switch, with
that as its reason.

**Reductions.** A reduction is an order that brings a position nearer to zero and not beyond, at every outcome of the pending
orders. It passes every rule that has a limit, and the kill switch. So no limit and no price traps a position, and malformed
limits do not either. Only what the exchange or the broker would refuse itself still judges it. These are the market's
hours, lots, the freeze quantity, expiry and an index. So are an unknown instrument, a missing login and the absence of any
price. What is not known of the market's hours counts for a reduction. The paper engine agrees: it fills a reduction with
the switch engaged and for an old signal. The same reduction twice is no reduction the second time, because the first is
pending. An order that would reverse a position counts as an opening as a whole.

**Lots.** An exchange may change the lot of a contract overnight. It takes orders in whole lots of the new size only. Of 75
units in lots of 65, an order of 65 closes a part, and 10 units remain until the contract expires. The check says how much of
an order is possible.

**Price deviation.** An entry may be as far from the market as \`max_price_deviation_bps\` of the price or
\`max_price_deviation_ticks\` ticks, the larger of both. At ₹1.50, 1 % is less than one tick of ₹0.05.

**Amounts.** An order and a position count with price × units × the contract's multiplier. A bought option counts with its
premium, the most that it can lose. A sale of an option, and a short position in one, count with the last price of the
underlying. It is that of \`underlying_token\`, or the strike where no price of it is recorded. The premium counts if it is
more. A position that may go both ways counts with the larger amount. With a strike or an instrument that is not known, an
amount cannot be counted, and entries are refused. By default one written lot of an index is beyond the live limits.

**Pending orders.** From its verdict until its fill or failure an order counts in full. A fill or failure counts only for
signals with a later time. So verdicts on one tick do not depend on how fast the tick's own fills return. A pending order
stops counting when the day ends in India, because an order is valid for its day. On paper every order settles within
moments, so only a lost one would reach that limit.

**Daily loss.** The loss is the fall of the account's equity since midnight IST. Equity is cash plus all positions at the
newest recorded prices before the signal, of every instrument. At midnight it is taken at the last prices of the day
before. An instrument without a recorded price has the price of its last fill. A loss beyond the limit is latched. The next
day or recovered prices do not release it. A \`daily_loss_release\` that names the latch does, and the loss is measured
again from the next signal. A latch is named by the id of the signal that detected it. The check of every signal that is rejected for it has the
name, and so has \`GET /risk/{broker}/daily-loss\`. A release of another latch, or one from before the loss was latched, has
no effect.

**Order rate.** Orders are counted by the time of their events, in a second and in a minute (whole seconds, rounded up).
Zerodha takes 10 orders a second and 400 a minute. A reduction counts but passes. So a live trader must keep the broker's
rate itself, for reductions and when it was delayed and catches up. Entries that waited fail \`STALE_SIGNAL\` first.

**Market hours.** Kite's instruments file does not say whether a stock closes by auction. Since 2026-08-03 a cash
instrument closes at 15:15 unless its item says \`closing_auction: false\`. Hours, holidays and special sessions are those of the
[calendar](../shared/market/calendar/published-years.ts). On a day whose hours are not known entries fail
\`MARKET_CLOSED\`, and orders that only reduce a position pass: the exchange itself refuses them if it is closed.
`;

/** The content of `docs/risk-rules.md`. */
export const riskRuleDocs = (): string => TEXT.replace('{table}', rules());
