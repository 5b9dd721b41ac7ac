import { count, rupees } from '../../shared/market/figures.ts';
import type { BarChoice, BarMode } from '../market-data/bar-path.ts';
import { duration } from '../watch/times.ts';
import type { BarRange } from './bar-range.ts';
import type { Counts, ReplayResult } from './replay-summary.ts';

/** What a result was computed with. */
export interface Assumptions {
  /** Undefined for a file of ticks. */
  readonly bars: BarChoice | undefined;
  /** Undefined in a running cloud, which has its own. */
  readonly latencyMs: number | undefined;
  /** Rupees. */
  readonly capital: number | undefined;
  readonly range: BarRange | undefined;
}

const counts = (byName: Counts): string => {
  const entries = Object.entries(byName);
  return entries.length === 0 ? '0' : entries.map(([name, number]) => `${name} ${number}`).join(', ');
};

const total = (byName: Counts): number => Object.values(byName).reduce((sum, number) => sum + number, 0);

const noteLines = ({ contract_notes }: ReplayResult): readonly string[] =>
  contract_notes === undefined
    ? []
    : [
        `  as billed     ${rupees(contract_notes.fees)}  (contract notes: ${count(contract_notes.notes)}; tax and stamp duty in whole rupees)`,
      ];

const BAR_TEXTS: Readonly<Record<BarMode, string>> = {
  closed: 'closed  (decisions at closes, fills at the next open)',
  near: 'near  (assumed path: open, nearer extreme, other extreme, close; fills at closes and opens)',
  far: 'far  (assumed path: open, farther extreme, other extreme, close; fills at closes and opens)',
  random:
    'random  (assumed path: open, one extreme by chance, other extreme, close; fills at closes and opens)',
};

const latencyText = (latencyMs: number | undefined): string => {
  if (latencyMs === undefined) return 'that of the running cloud';
  if (latencyMs === 0) return '0 ms  (fills at the tick that decided: the result looks ahead)';
  return `${count(latencyMs)} ms of market time`;
};

const assumptionLines = ({ bars, latencyMs }: Assumptions): readonly string[] => [
  ...(bars === undefined ? [] : [`bars            ${BAR_TEXTS[bars.mode]}`]),
  ...(bars?.mode === 'random' ? [`  seed          ${bars.seed}`] : []),
  `order latency   ${latencyText(latencyMs)}`,
];

/** Per cent of the capital, with two digits. */
const returnOf = ({ total_pnl }: ReplayResult, capital: number): number =>
  Math.round((10_000 * total_pnl) / capital) / 100;

const returnLines = (result: ReplayResult, capital: number | undefined): readonly string[] =>
  capital === undefined
    ? []
    : [`  return        ${returnOf(result, capital).toFixed(2)} %  of the capital of ${rupees(capital)}`];

const rangeLines = (range: BarRange | undefined): readonly string[] =>
  range === undefined
    ? []
    : [
        ...Object.entries(range.total_pnl).map(
          ([mode, total_pnl]) => `  bars ${mode.padEnd(9)}${rupees(total_pnl)}`,
        ),
        `  moves by      ${rupees(range.moves_by)}`,
      ];

/** A replay's result for people. */
export const reportLines = (
  result: ReplayResult,
  assumptions: Assumptions,
  wallMs: number,
): readonly string[] => [
  ...assumptionLines(assumptions),
  `ticks           ${count(result.ticks)}`,
  `signals         ${count(result.signals.raw)}`,
  `  validated     ${count(result.signals.validated)}`,
  `  rejected      ${count(total(result.signals.rejected))}${total(result.signals.rejected) > 0 ? `  (${counts(result.signals.rejected)})` : ''}`,
  `fills           ${count(result.fills)}`,
  `failed orders   ${counts(result.failed_orders)}`,
  `fees            ${rupees(result.fees)}`,
  ...noteLines(result),
  `realized P&L    ${rupees(result.realized_pnl)}  (after fees)`,
  `unrealized P&L  ${rupees(result.unrealized_pnl)}`,
  `total P&L       ${rupees(result.total_pnl)}`,
  ...returnLines(result, assumptions.capital),
  ...rangeLines(assumptions.range),
  `dead letters    ${counts(result.dead_letters)}`,
  ...Object.entries(result.other_events ?? {}).map(([type, number]) => `${type.padEnd(16)}${count(number)}`),
  `wall time       ${duration(wallMs)}`,
];

/** A replay's result as plain JSON. */
export const reportJson = (
  result: ReplayResult,
  { bars, latencyMs, capital, range }: Assumptions,
  wallMs: number,
) => ({
  ...result,
  ...(bars !== undefined && {
    bars: { mode: bars.mode, ...(bars.mode === 'random' && { seed: bars.seed }) },
  }),
  ...(latencyMs !== undefined && { order_latency_ms: latencyMs }),
  ...(capital !== undefined && { capital, return_percent: returnOf(result, capital) }),
  ...(range !== undefined && { bar_range: range }),
  wall_ms: Math.round(wallMs),
});
