import { RULE_DEFINITIONS } from '../../functions/risk-manager/rule-table.ts';
import { DEFAULT_LIMITS, type LimitName } from '../../shared/controls/limits.ts';

const amount = (value: number): string => value.toLocaleString('en-US');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const defaults = (limits: readonly LimitName[] | null, broker: keyof typeof DEFAULT_LIMITS): string =>
  limits === null ? '–' : limits.map((limit) => amount(DEFAULT_LIMITS[broker][limit])).join(', ');

const table = (): string =>
  [
    row(['Code', 'What it is', 'What it checks', 'Limits', 'Paper', 'Zerodha', 'Reductions']),
    row(Array.from({ length: 7 }, () => '---')),
    ...RULE_DEFINITIONS.map(([code, { title, checks, limits, reductions }]) =>
      row([
        `\`${code}\``,
        title,
        checks,
        limits === null ? '–' : limits.map((limit) => `\`${limit}\``).join(', '),
        defaults(limits, 'paper'),
        defaults(limits, 'zerodha'),
        reductions,
      ]),
    ),
  ].join('\n');

const TEXT = `# Risk rules

Generated from \`functions/risk-manager/rule-table.ts\` and \`shared/controls/limits.ts\`; do not edit.

Every raw signal gets exactly one verdict. All rules judge it, what each said is in \`risk_checks\` in the order of
this table, and the first that said no is the \`rejection_reason\`. A rule that cannot be decided, because a price, an
instrument or the limits cannot be read, says no.

{table}

Money is in rupees, times in milliseconds, \`bps\` in hundredths of a percent. A limit may be reached, not exceeded.
Limits, the kill switch and the release of a daily loss are items of the \`controls\` table (\`limits\`,
\`kill_switch\`, \`daily_loss_release\`), read again every second. An item that is malformed or unknown engages the kill
switch with that as its reason.

**Reductions.** An order that only brings a position nearer to zero, whatever becomes of the orders that are pending,
passes the rules about size, loss and the kill switch: no limit traps a position. Rules about what is known (prices,
instruments), what the exchange takes and when judge it like any other. An order that would turn a position over is
an opening as a whole.

**Pending orders.** From its verdict until its fill or failure an order counts in full. A fill or failure counts for
signals with a later time only, so verdicts on one tick do not depend on how fast the tick's own fills come back.
What is pending when the day ends in India is no longer counted from then on: an order is good for its day. On paper
every order settles within moments; only a lost one would ever wait for that.

**Daily loss.** The loss is the fall of the account's equity (cash, and positions at the last price the market said
when a signal of their instrument was judged) since midnight IST. Once it exceeds the limit it is latched: the next
day, or prices that come back, do not release it. A \`daily_loss_release\` that names the latch does, and the loss is
measured anew from the next signal. A latch is named by the id of the signal that found it: the check of every signal
that is rejected for it says the name, and so does \`GET /risk/{broker}/daily-loss\`. A release of another latch, or one
that was there before the loss was latched, has no effect.

**Order rate.** Orders are counted by the time of their events. A trader that was held up and catches up must keep the
exchange's rate by itself; signals that waited meet \`STALE_SIGNAL\` first.

**Market hours.** Whether a stock closes by auction is not in Kite's instruments file. Since 2026-08-03 a cash
instrument is taken to close at 15:15 unless its item says \`closing_auction: false\`. In years whose holidays are not
listed every weekday counts as a trading day.
`;

/** The content of `docs/risk-rules.md`. */
export const riskRuleDocs = (): string => TEXT.replace('{table}', table());
