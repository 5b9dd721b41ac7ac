import * as z from 'zod';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command } from '../command.ts';
import { type Column, table } from '../table.ts';
import { istClock, istTime } from '../text.ts';
import { exactly } from '../words.ts';
import { summarize } from './event-summary.ts';

const traceReply = async () => (await import('../../../functions/journal/api/get-trace.ts')).getTrace.reply;

type Entry = BodyOf<typeof traceReply>['entries'][number];

/** Number of causes before each entry of the trace. */
const depths = (entries: readonly Entry[]): ReadonlyMap<string, number> => {
  const depthOf = new Map<string, number>();
  for (const { event_id, causation_id } of entries) {
    if (depthOf.has(event_id)) continue;
    const above = causation_id === null ? undefined : depthOf.get(causation_id);
    depthOf.set(event_id, above === undefined ? 0 : above + 1);
  }
  return depthOf;
};

const columns = (depthOf: ReadonlyMap<string, number>): readonly Column<Entry>[] => [
  { heading: 'TIME (IST)', cell: ({ ts }) => istClock(ts) },
  { heading: 'BROKER', cell: ({ broker }) => broker },
  { heading: 'EVENT', cell: ({ event_id, type }) => `${'  '.repeat(depthOf.get(event_id) ?? 0)}${type}` },
  {
    heading: 'WHAT',
    cell: ({ type, data }) => (data === undefined ? 'too large for the journal' : summarize(type, data)),
  },
];

export const trace = command({
  name: 'trace',
  summary: 'Show all events that one tick or operator action caused',
  forms: [['CORRELATION_ID', 'from fills --json or orders --json; effects are indented under their cause']],
  options: z.object({}),
  async run({ words }, { api, print }) {
    const [correlationId] = exactly(words, 'CORRELATION_ID');
    const { body, json } = await api.call({
      method: 'GET',
      path: apiPath`/traces/${correlationId}`,
      reply: traceReply,
    });
    const { entries, truncated } = body;
    const [first] = entries;
    print(json, [
      `trace ${body.correlation_id}${first === undefined ? '' : `, ${istTime(first.ts)} IST`}`,
      ...table(columns(depths(entries)), entries),
      ...(truncated ? ['… truncated'] : []),
    ]);
  },
});
