import { count, rupees } from '../../shared/market/figures.ts';
import { duration } from '../watch/times.ts';
import type { Counts, ReplayResult } from './replay-summary.ts';

const counts = (byName: Counts): string => {
  const entries = Object.entries(byName);
  return entries.length === 0 ? '0' : entries.map(([name, number]) => `${name} ${number}`).join(', ');
};

const total = (byName: Counts): number => Object.values(byName).reduce((sum, number) => sum + number, 0);

const noteLines = ({ contract_notes }: ReplayResult): readonly string[] =>
  contract_notes === undefined
    ? []
    : [
        `  as billed     ${rupees(contract_notes.fees)}  (${count(contract_notes.notes)} contract notes: tax and stamp duty in whole rupees)`,
      ];

/** A replay's result for people. */
export const reportLines = (result: ReplayResult, wallMs: number): readonly string[] => [
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
  `dead letters    ${counts(result.dead_letters)}`,
  ...Object.entries(result.other_events ?? {}).map(([type, number]) => `${type.padEnd(16)}${count(number)}`),
  `wall time       ${duration(wallMs)}`,
];
