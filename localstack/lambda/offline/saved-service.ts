import type { FunctionDefinition, Serverless } from '@alpha-panda/kafka-event-source-mapping/serverless';

/** A service as the framework has resolved it, in JSON. */
export interface SavedService {
  readonly service: Pick<Serverless['service'], 'service' | 'custom' | 'provider'> & {
    /** Modules: paths begin with `./`. */
    readonly plugins: readonly string[];
    readonly functions: Readonly<Record<string, FunctionDefinition>>;
    readonly resources?: unknown;
  };
  /** The sources that decide about it, relative to the service's folder. */
  readonly inputs: readonly string[];
}
