import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import { type SessionChecks, sessionChecks } from '../auth/current-session.ts';
import { roleOf } from '../auth/roles.ts';
import { dynamoClient } from '../dynamo/client.ts';
import { dynamoRequestCounter } from '../dynamo/request-counter.ts';
import { dynamoTableReader } from '../dynamo/table-reader.ts';
import type { Uuid } from '../events/ids.ts';
import type { RequestCounter } from '../http/rate-limit.ts';
import { type GatewayReply, gatewayReply, problemReply, type Reply } from '../http/reply.ts';
import { type ApiRequest, requestOf } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import { routeKeyOf } from '../http/route.ts';
import { serve } from '../http/serve.ts';
import type { Publisher } from '../ports/log.ts';
import { PROBLEMS, type ProblemCode, type ProblemError, problemOf } from '../ports/problems.ts';
import type { TableReader } from '../ports/table-reader.ts';
import { readSettings, type Settings } from '../settings/settings.ts';
import { describeError } from './describe-error.ts';
import { lazyPublisher } from './lazy-publisher.ts';
import { API_METRICS, metricsNamespace } from './metrics.ts';
import type { CountSecurity } from './security-metrics.ts';

/** What the services of an API's routes are made from. */
export interface ApiDependencies {
  readonly client: DynamoDBClient;
  readonly tables: TableReader;
  /** Connects when the first record is published. */
  readonly publisher: Publisher;
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Counts what notifies an operator at once, with the metrics of the request. */
  readonly count: CountSecurity;
}

interface Answered {
  readonly reply: GatewayReply;
  readonly problem: ProblemCode | undefined;
}

const newId = (): Uuid => randomUUID() as Uuid;

/** Logs a request without headers, query and body, which may contain tokens. */
const report = (
  logger: Logger,
  route: Route<never> | undefined,
  request: ApiRequest,
  outcome: Reply,
  problem: ProblemError | undefined,
): void => {
  const line = {
    operation: route?.operation,
    status: outcome.status,
    correlation_id: request.correlationId,
    user_id: request.caller?.userId,
    code: problem?.problem,
  };
  if (problem?.problem === 'NOT_CONFIGURED')
    logger.warn('not set up yet', { ...line, remedy: problem.message });
  else if (problem !== undefined && PROBLEMS[problem.problem].status >= 500)
    logger.error('request failed', { ...line, ...describeError(problem.cause ?? problem) });
  else logger.info('request', line);
};

/**
 * The Lambda handler of a group of routes behind an HTTP API: validation, limits, problems, logs and metrics around
 * the code of the routes. It answers every event of an HTTP API, errors included, and never throws.
 */
export const apiHandler = <Services>(
  name: string,
  routes: readonly Route<Services>[],
  wire: (dependencies: ApiDependencies) => Services,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) => {
  const settings = readSettings(environment);
  const client = dynamoClient();
  const tables = dynamoTableReader(client, settings.TABLE_PREFIX);
  const logger = new Logger({ serviceName: 'alpha-panda', persistentKeys: { api: name } });
  const metrics = new Metrics({ namespace: metricsNamespace(settings.STAGE), serviceName: name });
  const publisher = lazyPublisher(settings, name, environment.AWS_REGION ?? '', logger);
  const count: CountSecurity = (metric) => metrics.addMetric(metric, MetricUnit.Count, 1);
  const services = wire({ client, tables, publisher, settings, environment, logger, count });
  const guards: { readonly sessions: SessionChecks; readonly counter: RequestCounter } = {
    sessions: sessionChecks(tables),
    counter: dynamoRequestCounter(client, settings.TABLE_PREFIX),
  };
  const byKey = new Map(routes.map((route) => [routeKeyOf(route), route]));

  /** The answer to an error outside a route, such as an event that is not a request. */
  const failed = (thrown: unknown): Answered => {
    const correlationId = newId();
    const problem = problemOf(thrown);
    logger.error('request failed', {
      correlation_id: correlationId,
      code: problem.problem,
      ...describeError(thrown),
    });
    return {
      reply: gatewayReply(problemReply(problem, correlationId), correlationId),
      problem: problem.problem,
    };
  };

  const answer = async (event: unknown, now: number): Promise<Answered> => {
    try {
      const request = requestOf(event, {
        now: () => now,
        newId,
        roleOf: (userId) => roleOf(settings, userId),
      });
      const route = byKey.get(request.routeKey);
      let problem: ProblemError | undefined;
      const reply = await serve(route, request, services, guards).catch((thrown: unknown) => {
        problem = problemOf(thrown);
        return problemReply(problem, request.correlationId);
      });
      report(logger, route, request, reply, problem);
      if (problem !== undefined && route?.refusals?.codes.includes(problem.problem)) {
        count(route.refusals.metric);
      }
      return { reply: gatewayReply(reply, request.correlationId), problem: problem?.problem };
    } catch (thrown) {
      return failed(thrown);
    }
  };

  return middy()
    .onError((failure) => {
      failure.response = failed(failure.error).reply;
    })
    .use(injectLambdaContext(logger, { logEvent: false }))
    .use(logMetrics(metrics))
    .handler(async (event: unknown, _context: LambdaContext): Promise<GatewayReply> => {
      const started = Date.now();
      const { reply, problem } = await answer(event, started);
      const answered = { status: reply.statusCode, problem, durationMs: Date.now() - started };
      for (const { name: metric, unit, of } of API_METRICS) metrics.addMetric(metric, unit, of(answered));
      return reply;
    });
};
