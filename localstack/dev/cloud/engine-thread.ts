import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../shared/errors.ts';
import { LOCAL_STAGE } from '../../local-only/stage.ts';

/*
 * An embedded engine in a thread of the command that needs it. A process for each would take 45 MB more. The thread
 * begins with the engine that its data names, and ends after any message.
 */

/** What the thread is to run. */
export interface EngineSettings {
  readonly engine: 'kafka' | 'aws';
  /** 0 takes a free port. */
  readonly port: number;
  /** Keeps the data; without a folder it is in memory. */
  readonly folder?: string;
}

/** What the thread sends once: where clients find the engine, or why it cannot start. */
export type EngineAnswer = { readonly address: string } | { readonly failure: string };

interface Running {
  readonly address: string;
  close(): Promise<void>;
}

const startKafka = async ({ port, folder }: EngineSettings): Promise<Running> => {
  const { startEmbeddedBroker } = await import('@alpha-panda/embedded-kafka');
  const { bootstrapServers, close } = await startEmbeddedBroker({
    stage: LOCAL_STAGE,
    port,
    ...(folder !== undefined && { folder }),
    log: (message) => console.error(message),
  });
  return { address: bootstrapServers, close };
};

const startAws = async ({ port, folder }: EngineSettings): Promise<Running> => {
  const { startEmbeddedAws } = await import('../../engines/aws/embedded-aws.ts');
  const { endpoint, close } = await startEmbeddedAws({ port, folder, stage: LOCAL_STAGE });
  return { address: endpoint, close };
};

const run = async (port: NonNullable<typeof parentPort>, settings: EngineSettings): Promise<void> => {
  const tell = (answer: EngineAnswer): void => port.postMessage(answer);
  try {
    const { address, close } = await (settings.engine === 'kafka' ? startKafka : startAws)(settings);
    port.once('message', () => close().finally(() => process.exit(0)));
    tell({ address });
  } catch (error) {
    tell({ failure: messageOf(error) });
  }
};

if (parentPort !== null) await run(parentPort, workerData);
