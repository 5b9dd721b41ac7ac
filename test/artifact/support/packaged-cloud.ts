import type { PackagedService } from '../../../infra/commands/packaged-service.ts';
import { startKafkaFront } from '../../support/kafka-front.ts';
import { startKiteFront } from './kite-front.ts';
import { type PackagedFunction, startPackagedFunction } from './packaged-function.ts';

/** The engines for the zips. */
export interface Engines {
  readonly awsEndpoint: string;
  readonly kafkaBrokers: string;
  /** The Kite simulator, for functions that call Kite. */
  readonly kiteUrl?: string;
  /** Environment variables in place of the template's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The packaged service on this machine's engines. Each zip starts at its first call. */
export interface PackagedCloud {
  functionOf(name: string): Promise<PackagedFunction>;
  /** Ends one function alone. */
  end(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Accepts a client with a token for MSK's IAM. */
const byIam = (mechanism: string, said: string): string | undefined => {
  const token = /auth=Bearer ([\w-]+)/.exec(said)?.[1] ?? '';
  const url = Buffer.from(token, 'base64url').toString('utf8');
  const isSigned =
    /^https:\/\/kafka\.ap-south-1\.amazonaws\.com\/\?Action=kafka-cluster%3AConnect&.*X-Amz-Signature=/.test(
      url,
    );
  return mechanism === 'OAUTHBEARER' && isSigned ? undefined : `Access denied: ${mechanism} ${url}`;
};

export const packagedCloud = async (service: PackagedService, engines: Engines): Promise<PackagedCloud> => {
  const port = Number(engines.kafkaBrokers.split(':')[1]);
  const [kafka, kite] = await Promise.all([
    startKafkaFront({ brokerPort: port, judge: byIam }),
    engines.kiteUrl === undefined ? undefined : startKiteFront(engines.kiteUrl),
  ]);
  const routes = {
    [engines.kafkaBrokers]: kafka.port,
    ...(kite && { 'api.kite.trade:443': kite.port }),
  };
  const running = new Map<string, Promise<PackagedFunction>>();
  return {
    functionOf: (name) => {
      const known = running.get(name);
      if (known !== undefined) return known;
      const started = startPackagedFunction(service, name, { ...engines, routes });
      running.set(name, started);
      return started;
    },
    end: async (name) => {
      const one = running.get(name);
      running.delete(name);
      await (await one)?.close();
    },
    close: async () => {
      await Promise.allSettled([...running.values()].map(async (one) => (await one).close()));
      await Promise.all([kafka.close(), kite?.close()]);
    },
  };
};
