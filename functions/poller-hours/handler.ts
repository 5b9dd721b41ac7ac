import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { leanDynamoOf } from '../../shared/dynamo/lean/client.ts';
import { describeError } from '../../shared/lambda/describe-error.ts';
import { systemClock } from '../../shared/ports/clock.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { dynamoMarks } from './adapters/dynamo-marks.ts';
import { lambdaMappings } from './adapters/lambda-mappings.ts';
import { failIfIncomplete, switchMappings } from './switch-mappings.ts';

/** Lambda throttles an account's calls of its API, which deployments make too. */
const MAX_ATTEMPTS = 8;

const settings = readSettings(process.env);
const uuids = z.string().min(1).parse(process.env.EVENT_SOURCE_MAPPINGS).split(',');
const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { function: 'poller-hours' } });
const ports = {
  mappings: lambdaMappings(new LambdaClient({ maxAttempts: MAX_ATTEMPTS })),
  marks: dynamoMarks(leanDynamoOf(process.env), settings.TABLE_PREFIX),
  time: { now: systemClock.now, sleep: (milliseconds: number) => sleep(milliseconds) },
};

export const handler = async (event: unknown): Promise<void> => {
  const report = await switchMappings(event, uuids, ports);
  for (const { mapping, isLeft } of report.outcomes) {
    if (isLeft) logger.warn('left disabled: not disabled by poller hours', { mapping });
  }
  for (const failure of report.failures) logger.error('not switched', describeError(failure));
  logger.info('event source mappings', { event, outcomes: report.outcomes });
  failIfIncomplete(report);
};
