import * as z from 'zod';
import { uuid } from '../../../shared/events/data/fields.ts';
import { type JournalEntry, readEntry, sizeOf } from '../../../shared/journal/entry.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { JournalServices } from './services.ts';
import { sessionRoute } from './services.ts';
import { traceEntry, traceOf } from './trace-entry.ts';

const MAX_ENTRIES = 1_000;
/** Lambda answers with 6 MB at most, in which quotes are escaped once more. */
const MAX_BYTES = 3_000_000;
const READ = 100;

/** The entries of a story by time, as many as an answer holds. */
const readTrace = async (
  { tables, onBadItem }: JournalServices,
  correlationId: string,
): Promise<{ readonly entries: readonly JournalEntry[]; readonly truncated: boolean }> => {
  const entries: JournalEntry[] = [];
  let bytes = 0;
  let after: string | undefined;
  for (;;) {
    const { items, more } = await tables.page('journal', {
      partitionKey: correlationId,
      limit: READ,
      newestFirst: false,
      ...(after !== undefined && { after }),
    });
    for (const item of items) {
      bytes += sizeOf(item);
      if (entries.length === MAX_ENTRIES || bytes > MAX_BYTES) return { entries, truncated: true };
      const entry = readEntry(item, onBadItem);
      if (entry !== undefined) entries.push(entry);
      after = String(item.entry_id);
    }
    if (!more) return { entries, truncated: false };
  }
};

export const getTrace = sessionRoute({
  operation: 'getTrace',
  method: 'GET',
  path: '/traces/{correlation_id}',
  tag: 'Traces',
  summary: 'The whole story of one tick, or of one action of an operator, in causal order',
  description:
    'Every cause comes before its effects; what happened in one moment is told step by step. Ticks are not kept: the one at the beginning is what its signal says of it, and marked as derived.',
  params: z.strictObject({
    correlation_id: uuid.describe('Of any event of the story: the id of the tick or request that began it'),
  }),
  reply: z.strictObject({
    correlation_id: uuid,
    entries: z.array(traceEntry),
    truncated: z
      .boolean()
      .describe('Whether there is more than fits an answer: 1,000 entries, 3 MB. The earliest are here'),
  }),
  problems: ['NOT_FOUND'],
  async handle({ params: { correlation_id } }, services) {
    const { entries, truncated } = await readTrace(services, correlation_id);
    if (entries.length === 0) {
      throw new ProblemError(
        'NOT_FOUND',
        'the journal has no story of this correlation id: it may have ended with its tick, not be written yet, or be older than the journal keeps',
      );
    }
    return { body: { correlation_id, entries: [...traceOf(correlation_id, entries)], truncated } };
  },
});
