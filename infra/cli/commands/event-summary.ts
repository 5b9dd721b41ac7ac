import * as z from 'zod';
import { rupees } from '../../../shared/market/figures.ts';

type Data = Readonly<Record<string, unknown>>;

const signal = z.object({
  strategy_id: z.string(),
  instrument_token: z.number(),
  signal_type: z.string(),
  quantity: z.number(),
  price: z.number().optional(),
});

const at = (price: number | undefined): string => (price === undefined ? '' : ` at ${rupees(price)}`);

const ofSignal = ({
  signal_type,
  quantity,
  instrument_token,
  price,
  strategy_id,
}: z.infer<typeof signal>): string =>
  `${signal_type} ${quantity} of ${instrument_token}${at(price)} by ${strategy_id}`;

/** One-line summary of each event type's data. Data of another shape has no summary. */
const SUMMARIES: Readonly<Record<string, z.ZodType<string>>> = {
  market_tick: z
    .object({ instrument_token: z.number(), last_price: z.number().optional() })
    .transform(({ instrument_token, last_price }) => `${instrument_token}${at(last_price)}`),
  trading_signal: signal.transform(ofSignal),
  validated_signal: z
    .object({ validated_quantity: z.number(), risk_checks: z.array(z.unknown()) })
    .transform(
      ({ validated_quantity, risk_checks }) => `${validated_quantity} units pass ${risk_checks.length} rules`,
    ),
  rejected_signal: z
    .object({
      rejection_reason: z.string(),
      risk_checks: z.array(z.object({ rule: z.string(), detail: z.string().optional() })),
    })
    .transform(({ rejection_reason, risk_checks }) => {
      const detail = risk_checks.find(({ rule }) => rule === rejection_reason)?.detail;
      return detail === undefined ? rejection_reason : `${rejection_reason}: ${detail}`;
    }),
  order_placed: z
    .object({ signal_type: z.string(), quantity: z.number(), order_id: z.string() })
    .transform(({ signal_type, quantity, order_id }) => `${signal_type} ${quantity}, order ${order_id}`),
  order_filled: z
    .object({
      signal_type: z.string(),
      quantity: z.number(),
      fill_price: z.number(),
      multiplier: z.number().optional(),
      contract: z.string().optional(),
      fees: z.number(),
    })
    .transform(({ signal_type, quantity, contract, fill_price, multiplier, fees }) => {
      const what = contract === undefined ? quantity : `${quantity} of ${contract}`;
      const times = multiplier === undefined ? '' : ` × ${multiplier}`;
      return `${signal_type} ${what}${at(fill_price)}${times}, fees ${rupees(fees)}`;
    }),
  order_failed: z
    .object({ reason: z.string(), error_message: z.string() })
    .transform(({ reason, error_message }) => `${reason}: ${error_message}`),
  session_event: z
    .object({ kind: z.string(), market: z.string(), date: z.string() })
    .transform(({ kind, market, date }) => `${kind} of ${market} on ${date}`),
  position_adjusted: z
    .object({
      kind: z.string(),
      contract: z.string(),
      quantity_before: z.number(),
      quantity_after: z.number(),
      cash: z.number(),
      strategy_id: z.string(),
    })
    .transform(
      ({ kind, contract, quantity_before, quantity_after, cash, strategy_id }) =>
        `${kind} of ${contract}: ${quantity_before} → ${quantity_after} units and ${rupees(cash)} for ${strategy_id}`,
    ),
  pnl_snapshot: z
    .object({ total_pnl: z.number(), realized_pnl: z.number(), unrealized_pnl: z.number() })
    .transform(
      ({ total_pnl, realized_pnl, unrealized_pnl }) =>
        `account at ${rupees(total_pnl)} (realized ${rupees(realized_pnl)}, unrealized ${rupees(unrealized_pnl)})`,
    ),
  system_error: z
    .object({ code: z.string(), message: z.string() })
    .transform(({ code, message }) => `${code}: ${message}`),
  operator_action: z
    .object({
      action: z.string(),
      subject: z.string(),
      actor: z.object({ user_id: z.string() }),
      reason: z.string().optional(),
    })
    .transform(
      ({ action, subject, actor, reason }) =>
        `${actor.user_id}: ${action} ${subject}${reason === undefined ? '' : `, ${reason}`}`,
    ),
  redrive_requested: z
    .object({ subject: z.string(), actor: z.object({ user_id: z.string() }) })
    .transform(({ subject, actor }) => `${actor.user_id}: ${subject}`),
};

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The plain fields of an event type without a summary of its own. */
const fieldsOf = (data: Data): string =>
  Object.entries(data)
    .flatMap(([name, value]) => (scalar.safeParse(value).success ? [`${name} ${String(value)}`] : []))
    .join(', ');

/** An event's data in one line. Empty where the data of a known type has another shape. */
export const summarize = (type: string, data: Data): string => {
  const summary = Object.hasOwn(SUMMARIES, type) ? SUMMARIES[type] : undefined;
  return summary === undefined ? fieldsOf(data) : (summary.safeParse(data).data ?? '');
};
