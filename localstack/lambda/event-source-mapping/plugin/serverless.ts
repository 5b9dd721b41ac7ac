/** The little of Serverless (osls 4) that our plugins touch. Its own types describe the configuration file only. */
export interface Serverless {
  readonly serviceDir: string;
  /** The command line: `['package']`, `['offline', 'start']`. */
  readonly processedInput: { readonly commands: readonly string[] };
  readonly service: {
    readonly service: string;
    readonly custom?: Readonly<Record<string, unknown>>;
    readonly provider: {
      readonly stage?: string;
      readonly region?: string;
      readonly memorySize?: number;
      readonly timeout?: number;
      readonly environment?: Readonly<Record<string, unknown>>;
      readonly compiledCloudFormationTemplate?: {
        readonly Resources: Record<string, CloudFormationResource>;
      };
    };
    getAllFunctions(): string[];
    getFunction(key: string): FunctionDefinition;
  };
  readonly pluginManager: {
    readonly plugins: readonly object[];
    spawn(command: string): Promise<void>;
  };
  readonly configSchemaHandler: {
    readonly schema: object;
    defineFunctionEventProperties(provider: string, event: string, schema: object): void;
  };
  getProvider(name: 'aws'): {
    readonly naming: {
      getMSKEventLogicalId(functionKey: string, cluster: string, topic: string): string;
      getKafkaEventLogicalId(functionKey: string, topic: string): string;
    };
  };
}

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** One entry of `functions`. */
export interface FunctionDefinition {
  readonly name: string;
  handler: string;
  readonly memorySize?: number;
  /** Seconds. */
  readonly timeout?: number;
  readonly environment?: Readonly<Record<string, unknown>>;
  package?: { artifact?: string };
  readonly events?: readonly object[];
}

/** What Serverless hands to a plugin for talking to a person. */
export interface PluginUtils {
  readonly log: { notice(line: string): void; warning(line: string): void; error(line: string): void };
}

/** A value is a plain object, whose fields can be looked at. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
