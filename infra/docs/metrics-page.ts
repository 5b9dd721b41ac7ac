import { LOADER_METRICS } from '../../functions/instruments/metrics.ts';
import { FEED_METRICS, FEED_SERVICE } from '../../functions/market-feed/metrics.ts';
import { API_METRICS, METRICS, metricsNamespace } from '../../shared/lambda/metrics.ts';
import { SECURITY_METRICS } from '../../shared/lambda/security-metrics.ts';
import { code, codes, page, table } from './markdown.ts';

export const metricsPage = (): string =>
  page(
    'Metrics',
    'shared/lambda/metrics.ts',
    `Every stage writes these to CloudWatch, in one line for up to ten seconds of invocations, and at once after a dead letter, a missing offset or a stopped partition. They are in its embedded metric format, under the namespace ${code(metricsNamespace('<stage>'))} and the dimension \`service\`: the stage's name. Lag in records, and batches given up, are metrics of the event source mappings themselves.`,
    table(
      ['Metric', 'Unit', 'Meaning'],
      METRICS.map(({ name, unit, meaning }) => [code(name), unit, meaning]),
    ),
    '## Metrics of the market feed',
    `The run that holds the lease writes these every ten seconds, on every host; \`service\` is ${code(FEED_SERVICE)}.`,
    table(
      ['Metric', 'Unit', 'Meaning'],
      Object.entries(FEED_METRICS).map(([name, { unit, meaning }]) => [code(name), unit, meaning]),
    ),
    '## Metrics of the API',
    'Every request writes these; `service` is the name of the API function.',
    table(
      ['Metric', 'Unit', 'Meaning'],
      API_METRICS.map(({ name, unit, meaning }) => [code(name), unit, meaning]),
    ),
    '## Security metrics',
    'Written only when it happens, under the name of the function. Each has an alarm that rings for the first one of a minute. The audit trail, or the log where no session is changed, names the hash of the address and the user agent.',
    table(
      ['Metric', 'Unit', 'Meaning', 'Counted by'],
      Object.entries(SECURITY_METRICS).map(([name, { meaning, services }]) => [
        code(name),
        'Count',
        meaning,
        codes(services),
      ]),
    ),
    '## Metrics of the loader of instruments',
    `Written by the function ${code('instruments')} when it happens, with its name as ${code('service')}.`,
    table(
      ['Metric', 'Unit', 'Meaning'],
      Object.entries(LOADER_METRICS).map(([name, { meaning }]) => [code(name), 'Count', meaning]),
    ),
  );
