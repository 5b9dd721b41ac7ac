import * as z from 'zod';
import { uuid } from '../../../shared/events/data/fields.ts';
import { type JournalEntry, readEntry, sizeOf } from '../../../shared/journal/entry.ts';
import { ProblemError } from '../../../shared/ports/problems.ts';
import type { JournalServices } from './services.ts';
import { sessionRoute } from './services.ts';
import { traceEntry, traceOf } from './trace-entry.ts';

const MAX_ENTRIES = 1_000;
/** A Lambda response is limited to 6 MB, and it escapes every quote of the body. */
const MAX_BYTES = 3_000_000;
const READ = 100;

/** The entries of a trace by time, as many as a response holds. */
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
  summary: 'Get a trace',
  description:
    'Returns all events that one tick or one operator action caused, in causal order: each cause precedes its effects. The journal does not store ticks. The first entry of a tick trace is derived from its signal.',
  params: z.strictObject({
    correlation_id: uuid.describe('Correlation id of any event of the trace: the id of its tick or request'),
  }),
  reply: z.strictObject({
    correlation_id: uuid,
    entries: z.array(traceEntry),
    truncated: z
      .boolean()
      .describe('Whether the trace exceeds 1,000 entries or 3 MB; the earliest entries are returned'),
  }),
  problems: ['NOT_FOUND'],
  async handle({ params: { correlation_id } }, services) {
    const { entries, truncated } = await readTrace(services, correlation_id);
    if (entries.length === 0) {
      throw new ProblemError(
        'NOT_FOUND',
        'the journal has no entry with this correlation id: the tick caused no event, the entry is not written yet, or it has expired',
      );
    }
    return { body: { correlation_id, entries: [...traceOf(correlation_id, entries)], truncated } };
  },
});
