import { AlphaPandaError } from '../../../shared/errors.ts';
import type { Endpoints } from '../init/endpoints.ts';
import { findRunning } from './running.ts';

/**
 * The addresses of the local cloud that a tool works on: those of the environment, else of the running `npm start`.
 * @throws AlphaPandaError `NOTHING_RUNS`
 */
export const runningEndpoints = (): Endpoints => {
  const { KAFKA_BROKERS = '', AWS_ENDPOINT_URL } = process.env;
  const cloud =
    AWS_ENDPOINT_URL === undefined
      ? findRunning()
      : { kafkaBrokers: KAFKA_BROKERS, awsEndpointUrl: AWS_ENDPOINT_URL };
  if (cloud !== undefined) return cloud;
  throw new AlphaPandaError(
    'NOTHING_RUNS',
    'no local cloud is running: start one with npm start, or set AWS_ENDPOINT_URL',
  );
};
