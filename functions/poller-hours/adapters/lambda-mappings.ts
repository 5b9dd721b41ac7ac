import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import type { Mappings } from '../ports.ts';

const failure = (operation: string, uuid: string, thrown: unknown): AlphaPandaError =>
  new AlphaPandaError(
    'LAMBDA_API_FAILED',
    `${operation} of ${uuid}: ${thrown instanceof Error ? thrown.name : ''} ${messageOf(thrown)}`,
    { cause: thrown },
  );

/** Event source mappings through Lambda's API. */
export const lambdaMappings = (client: LambdaClient): Mappings => ({
  async get(uuid) {
    const found = await client.send(new GetEventSourceMappingCommand({ UUID: uuid })).catch((thrown) => {
      throw failure('GetEventSourceMapping', uuid, thrown);
    });
    const { State, LastModified, FunctionArn = '', Topics = [], ProvisionedPollerConfig } = found;
    if (State === undefined || LastModified === undefined) {
      throw new AlphaPandaError('LAMBDA_API_FAILED', `GetEventSourceMapping of ${uuid}: no state or time`);
    }
    return {
      name: `${Topics.join()} to ${FunctionArn.split(':')[6] ?? FunctionArn}`,
      state: State,
      lastModified: LastModified.toISOString(),
      isProvisioned: ProvisionedPollerConfig !== undefined,
    };
  },

  async change(uuid, enabled) {
    try {
      await client.send(new UpdateEventSourceMappingCommand({ UUID: uuid, Enabled: enabled }));
      return true;
    } catch (thrown) {
      if (thrown instanceof ResourceInUseException) return false;
      throw failure('UpdateEventSourceMapping', uuid, thrown);
    }
  },
});
