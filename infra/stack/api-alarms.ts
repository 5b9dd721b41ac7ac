import { metricsNamespace } from '../../shared/lambda/metrics.ts';
import { SECURITY_METRICS } from '../../shared/lambda/security-metrics.ts';
import { API_FUNCTIONS, type ApiFunction, AUTHORIZER } from '../service/api.ts';
import { alarm, single } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { type Resources, ref } from './intrinsics.ts';

/** `loginsRefused` → `logins-refused` */
const alarmName = (metric: string): string =>
  metric.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** One for each security metric that a function counts: the first one of a minute raises the alarm. */
const securityAlarmsOf = (deployment: Deployment, apiFunction: ApiFunction) =>
  Object.entries(SECURITY_METRICS)
    .filter(([, { services }]) => services.some((service) => service === apiFunction.name))
    .map(([metric, { meaning, remedy }]) =>
      alarm(
        deployment,
        apiFunction,
        { what: alarmName(metric), says: `${meaning} ${remedy}`, threshold: 0, minutes: 1 },
        single(metricsNamespace(deployment.stage), metric, 'Sum', ['service', apiFunction.name]),
      ),
    );

/**
 * Alarms of the API: a function that fails, requests that fail through no fault of the caller, and each security event:
 * a login, a refused login, a loosened control.
 */
export const apiAlarmsOf = (deployment: Deployment): Resources =>
  Object.fromEntries(
    API_FUNCTIONS.flatMap((apiFunction) => {
      const own = ['FunctionName', ref(`${serverlessName(apiFunction.name)}LambdaFunction`)] as const;
      const errors = alarm(
        deployment,
        apiFunction,
        {
          what: 'errors',
          says: `${apiFunction.name} fails, and its callers get no answer from it. Read its log.`,
          threshold: 0,
          minutes: 2,
        },
        single('AWS/Lambda', 'Errors', 'Sum', own),
      );
      const security = securityAlarmsOf(deployment, apiFunction);
      if (apiFunction.name === AUTHORIZER) return [errors, ...security];
      return [
        errors,
        ...security,
        alarm(
          deployment,
          apiFunction,
          {
            what: 'failed',
            says: `${apiFunction.name} answers with 5xx. Read its log; the correlation id is in the answer.`,
            threshold: 0,
            minutes: 2,
          },
          single(metricsNamespace(deployment.stage), 'failed', 'Sum', ['service', apiFunction.name]),
        ),
      ];
    }),
  );
