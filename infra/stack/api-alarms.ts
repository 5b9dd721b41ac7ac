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

/** One for each security metric that a function counts: the first one of a minute is told. */
const securityAlarmsOf = (deployment: Deployment, door: ApiFunction) =>
  Object.entries(SECURITY_METRICS)
    .filter(([, { services }]) => services.some((service) => service === door.name))
    .map(([metric, { meaning, remedy }]) =>
      alarm(
        deployment,
        door,
        { what: alarmName(metric), says: `${meaning} ${remedy}`, threshold: 0, minutes: 1 },
        single(metricsNamespace(deployment.stage), metric, 'Sum', ['service', door.name]),
      ),
    );

/**
 * What a person is told about the API: a function that dies, requests that fail through no fault of the caller, and
 * whatever lets somebody in, or keeps them out, or loosens a control.
 */
export const apiAlarmsOf = (deployment: Deployment): Resources =>
  Object.fromEntries(
    API_FUNCTIONS.flatMap((door) => {
      const own = ['FunctionName', ref(`${serverlessName(door.name)}LambdaFunction`)] as const;
      const errors = alarm(
        deployment,
        door,
        {
          what: 'errors',
          says: `${door.name} fails, and who calls gets no answer of ours. Read its log.`,
          threshold: 0,
          minutes: 2,
        },
        single('AWS/Lambda', 'Errors', 'Sum', own),
      );
      const security = securityAlarmsOf(deployment, door);
      if (door.name === AUTHORIZER) return [errors, ...security];
      return [
        errors,
        ...security,
        alarm(
          deployment,
          door,
          {
            what: 'failed',
            says: `${door.name} answers with 5xx. Read its log; the correlation id is in the answer.`,
            threshold: 0,
            minutes: 2,
          },
          single(metricsNamespace(deployment.stage), 'failed', 'Sum', ['service', door.name]),
        ),
      ];
    }),
  );
