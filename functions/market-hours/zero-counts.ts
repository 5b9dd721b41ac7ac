import * as z from 'zod';
import type { PollerHours } from '../../shared/poller-hours/hours.ts';
import { areTicksExpected } from './ticks-expected.ts';

/** What a schedule sends: the minute that it means, however late the run is. */
const request = z.strictObject({ at: z.iso.datetime({ offset: true }) });

/** A metric that a service writes while the market is open. */
interface ExpectedMetric {
  readonly service: string;
  readonly metric: string;
}

/** `price-recorder:records,market-feed:FeedHeartbeat` */
export const expectedMetrics = z
  .string()
  .regex(/^[\w-]+:\w+(,[\w-]+:\w+)*$/, 'must be service:metric, or a comma-separated list of them')
  .transform((list) =>
    list.split(',').map((entry): ExpectedMetric => {
      const [service = '', metric = ''] = entry.split(':');
      return { service, metric };
    }),
  );

interface Deployed {
  readonly namespace: string;
  readonly pollerHours: PollerHours;
  readonly expected: readonly ExpectedMetric[];
}

/**
 * Lines of CloudWatch's embedded metric format that count zero for each expected metric, if the market is open at the time
 * of the event. A sum of zero then means silence, and a missing sum means that the market is closed.
 */
export const zeroCounts = (
  event: unknown,
  { namespace, pollerHours, expected }: Deployed,
): readonly string[] => {
  const at = Date.parse(request.parse(event).at);
  if (!areTicksExpected(pollerHours, at)) return [];
  return expected.map(({ service, metric }) =>
    JSON.stringify({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: namespace,
            Dimensions: [['service']],
            Metrics: [{ Name: metric, Unit: 'Count' }],
          },
        ],
      },
      service,
      [metric]: 0,
    }),
  );
};
