import { metricsNamespace } from '../shared/lambda/metrics.ts';
import { alarm, single } from './alarms.ts';
import { API_FUNCTIONS, AUTHORIZER } from './api.ts';
import type { Deployment } from './deployment.ts';
import { serverlessName } from './event-sources.ts';
import { type Resources, ref } from './intrinsics.ts';

/** What wakes a person about the API: a function that dies, and requests that fail through no fault of the caller. */
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
      if (door.name === AUTHORIZER) return [errors];
      return [
        errors,
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
