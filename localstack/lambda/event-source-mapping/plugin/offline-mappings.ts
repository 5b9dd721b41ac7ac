import { defaultConsumerGroupId } from '../consumer-group-id.ts';
import { type MappingSettings, resolveMappingSettings } from '../mapping-settings.ts';
import { type EventSource, eventSourcesOf } from './event-source.ts';
import { isRecord, type Serverless } from './serverless.ts';

/** One mapping to run, and the function it invokes. */
export interface OfflineMapping {
  readonly functionKey: string;
  readonly settings: MappingSettings;
  readonly warnings: readonly string[];
}

const ACCOUNT = '000000000000';

/** The ARN that a function has locally. */
export const localFunctionArn = (serverless: Serverless, name: string): string =>
  `arn:aws:lambda:${serverless.service.provider.region ?? 'us-east-1'}:${ACCOUNT}:function:${name}`;

/**
 * The mappings of a service's enabled `msk` and `kafka` events.
 * @param brokers what functions are told in `bootstrapServers`: locally the brokers of KAFKA_BROKERS for both kinds.
 * @throws Error for settings AWS would refuse, and for a consumer group that two mappings share.
 */
export const offlineMappings = (
  serverless: Serverless,
  brokers: string,
  nullFields: 'omit' | 'null',
): OfflineMapping[] => {
  const { service } = serverless;
  const mappings: OfflineMapping[] = [];
  const owners = new Map<string, string>();
  for (const functionKey of service.getAllFunctions()) {
    const definition = service.getFunction(functionKey);
    for (const source of eventSourcesOf(definition)) {
      if (source.enabled === false) continue;
      const consumerGroupId =
        source.consumerGroupId ??
        defaultConsumerGroupId(
          `${service.service}-${service.provider.stage ?? 'dev'}`,
          functionKey,
          source.topic,
        );
      const owner = owners.get(consumerGroupId);
      if (owner !== undefined) {
        throw new Error(
          `${owner} and ${functionKey} (${source.topic}) share the consumer group ${consumerGroupId}; each mapping needs its own`,
        );
      }
      owners.set(consumerGroupId, `${functionKey} (${source.topic})`);
      mappings.push({
        functionKey,
        ...resolveMappingSettings({
          ...source,
          functionName: definition.name,
          functionArn: localFunctionArn(serverless, definition.name),
          consumerGroupId,
          eventSourceArn: source.kind === 'msk' ? clusterArn(source) : undefined,
          bootstrapServers: brokers,
          onFailureDestination: destinationOf(source),
          provisioned: source.provisionedPollerConfig !== undefined,
          nullFields,
        }),
      });
    }
  }
  return mappings;
};

/** An imported or referenced cluster has an ARN only in the cloud; here it gets one that looks like it. */
const clusterArn = ({ arn }: EventSource): string => {
  if (typeof arn === 'string') return arn;
  const name = isRecord(arn) ? (arn['Fn::ImportValue'] ?? arn.Ref) : undefined;
  return `arn:aws:kafka:us-east-1:${ACCOUNT}:cluster/${typeof name === 'string' ? name : 'local'}/00000000-0000-0000-0000-000000000000-0`;
};

/** `Fn::GetAtt` and the like name a resource of the stack, which does not exist here. */
const destinationOf = ({ onFailureDestination: destination }: EventSource): string | undefined => {
  if (destination === undefined || typeof destination === 'string') return destination;
  const resource = isRecord(destination) ? destination['Fn::GetAtt'] : undefined;
  return `arn:aws:sqs:us-east-1:${ACCOUNT}:${Array.isArray(resource) ? String(resource[0]) : 'unresolved'}`;
};
