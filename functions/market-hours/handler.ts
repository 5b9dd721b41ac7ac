import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { expectedMetrics, zeroCounts } from './zero-counts.ts';

const settings = readSettings(process.env);
const deployed = {
  namespace: metricsNamespace(settings.STAGE),
  pollerHours: settings.POLLER_HOURS,
  expected: expectedMetrics.parse(process.env.EXPECTED_METRICS),
};

export const handler = async (event: unknown): Promise<void> => {
  // A replay or a simulated market has hours of its own.
  if (settings.MARKET_CLOCK === 'event') return;
  for (const line of zeroCounts(event, deployed)) process.stdout.write(`${line}\n`);
};
