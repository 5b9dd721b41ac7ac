import { type EventSource, eventSourcesOf } from './event-source.ts';
import { isRecord, type Serverless } from './serverless.ts';

const DESTINATION = { anyOf: [{ type: 'string' }, { $ref: '#/definitions/awsCfFunction' }] };

/** What AWS's Kafka mappings can do and the framework's `msk` and `kafka` events cannot say. */
const ADDED_KEYS = {
  functionResponseType: { type: 'string', enum: ['ReportBatchItemFailures'] },
  maximumRetryAttempts: { type: 'integer', minimum: -1, maximum: 10_000 },
  maximumRecordAgeInSeconds: { anyOf: [{ const: -1 }, { type: 'integer', minimum: 60, maximum: 604_800 }] },
  bisectBatchOnFunctionError: { type: 'boolean' },
  metrics: {
    type: 'array',
    minItems: 1,
    items: { type: 'string', enum: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
  },
  pollerGroupName: { type: 'string', minLength: 1, maxLength: 128 },
};

/**
 * Serverless plugin: adds keys to the `msk` and `kafka` events and writes them into the compiled template, where
 * `maximumBatchingWindow: 0`, which the framework drops as if it were not there, is put back too. Mappings of MSK lose
 * the cluster's name in their logical ids: the same cluster, named otherwise, is no reason to make them again.
 */
export default class EventSourceTemplatePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Serverless) {
    const { configSchemaHandler } = serverless;
    configSchemaHandler.defineFunctionEventProperties('aws', 'msk', {
      properties: { ...ADDED_KEYS, onFailureDestination: DESTINATION },
    });
    configSchemaHandler.defineFunctionEventProperties('aws', 'kafka', { properties: ADDED_KEYS });
    allowIntrinsicDestination(configSchemaHandler.schema);
    this.hooks = { 'after:package:compileEvents': () => patchTemplate(serverless) };
  }
}

/** The framework knows this key of `kafka` events, but only as a string; a queue of the same stack needs `Fn::GetAtt`. */
const allowIntrinsicDestination = (schema: object): void => {
  const events = at(schema, 'properties', 'functions', 'patternProperties');
  for (const pattern of isRecord(events) ? Object.values(events) : []) {
    const alternatives = at(pattern, 'properties', 'events', 'items', 'anyOf');
    for (const alternative of Array.isArray(alternatives) ? alternatives : []) {
      const properties = at(alternative, 'properties', 'kafka', 'properties');
      if (isRecord(properties)) properties.onFailureDestination = DESTINATION;
    }
  }
};

const patchTemplate = (serverless: Serverless): void => {
  const { service } = serverless;
  const { naming } = serverless.getProvider('aws');
  for (const functionKey of service.getAllFunctions()) {
    for (const source of eventSourcesOf(service.getFunction(functionKey))) {
      const logicalId =
        source.kind === 'msk'
          ? naming.getMSKEventLogicalId(functionKey, clusterNameOf(source.arn), source.topic)
          : naming.getKafkaEventLogicalId(functionKey, source.topic);
      const resources = service.provider.compiledCloudFormationTemplate?.Resources ?? {};
      const mapping = resources[logicalId];
      if (mapping?.Type !== 'AWS::Lambda::EventSourceMapping') {
        throw new Error(
          `The compiled template has no event source mapping ${logicalId} for the ${source.kind} event of ${functionKey} on ${source.topic}; the framework names mappings differently than this plugin expects`,
        );
      }
      patchMapping(mapping.Properties, source);
      if (source.kind !== 'msk') continue;
      delete resources[logicalId];
      resources[naming.getMSKEventLogicalId(functionKey, '', source.topic)] = mapping;
    }
  }
};

const patchMapping = (properties: Record<string, unknown>, source: EventSource): void => {
  const additions: Record<string, unknown> = {
    MaximumBatchingWindowInSeconds: source.maximumBatchingWindow,
    FunctionResponseTypes:
      source.functionResponseType === undefined ? undefined : [source.functionResponseType],
    MaximumRetryAttempts: source.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: source.maximumRecordAgeInSeconds,
    BisectBatchOnFunctionError: source.bisectBatchOnFunctionError,
    DestinationConfig:
      source.onFailureDestination === undefined
        ? undefined
        : { OnFailure: { Destination: source.onFailureDestination } },
    MetricsConfig: source.metrics === undefined ? undefined : { Metrics: source.metrics },
  };
  for (const [name, value] of Object.entries(additions)) if (value !== undefined) properties[name] = value;
  if (source.pollerGroupName === undefined) return;
  const pollers = properties.ProvisionedPollerConfig;
  properties.ProvisionedPollerConfig = {
    ...(isRecord(pollers) ? pollers : {}),
    PollerGroupName: source.pollerGroupName,
  };
};

/** As the framework derives it from the ARN. */
const clusterNameOf = (arn: unknown): string => {
  if (typeof arn === 'string') return arn.split('/')[1] ?? '';
  const name = isRecord(arn) ? (arn['Fn::ImportValue'] ?? arn.Ref) : undefined;
  return typeof name === 'string' ? name : '';
};

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
