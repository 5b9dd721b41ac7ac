import { expiryOf } from '../expiry.ts';
import type { ProjectionWriter, Trail } from '../kernel/ports.ts';
import type { MarketClock } from '../ports/clock.ts';
import { journalItem } from './item.ts';

interface TrailOptions {
  readonly projections: ProjectionWriter;
  readonly marketClock: MarketClock;
  readonly retentionDays: number;
}

/** The audit trail in the journal's table. One put per entry, never a delete. */
export const journalTrail = ({ projections, marketClock, retentionDays }: TrailOptions): Trail => ({
  write(entries) {
    const now = marketClock.now();
    return projections.write(
      entries.map((entry) => ({
        kind: 'projection',
        table: 'journal',
        item: { ...journalItem(entry), ...expiryOf(Date.parse(entry.event.ts), now, retentionDays) },
      })),
    );
  },
});
