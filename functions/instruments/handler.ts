import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { describeError } from '../../shared/lambda/describe-error.ts';
import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { deployedLoader } from './adapters/deployed-loader.ts';
import { LOADER_SERVICE } from './metrics.ts';
import { replyOf } from './reply.ts';
import { strategyResolver } from './resolve-after-load.ts';
import { runLoad } from './run.ts';

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { function: LOADER_SERVICE } });
const metrics = new Metrics({ namespace: metricsNamespace(settings.STAGE), serviceName: LOADER_SERVICE });
const ports = {
  ...deployedLoader(settings, process.env, logger),
  count: (metric: string, value: number) => metrics.addMetric(metric, MetricUnit.Count, value),
};

const resolveNames = strategyResolver(ports);

export const handler = async (event: unknown): Promise<unknown> => {
  try {
    const run = await runLoad(event, ports);
    for (const strategy of await resolveNames(run)) logger.warn('names of a strategy', { ...strategy });
    if (run.kind === 'failed') logger.error("the day's instruments are not loaded", describeError(run.error));
    else if (run.kind !== 'loaded') logger.info(run.kind);
    else {
      const { written, head, leftOut } = run.load;
      logger.info('instruments', { written, head, left_out: Object.fromEntries(leftOut) });
    }
    return replyOf(run);
  } finally {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  }
};
