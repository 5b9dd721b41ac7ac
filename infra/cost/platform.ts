import type { PriceName } from './prices.ts';
import { HOURS_OF_MONTH } from './workload.ts';

/** A quantity of something that has a price. */
export interface Item {
  readonly what: string;
  readonly price: PriceName;
  readonly quantity: number;
}

/** What runs Kafka, and how functions reach the broker's API from a fixed address. */
export const PLATFORMS = ['msk', 'self-managed', 'edge'] as const;
export type PlatformKind = (typeof PLATFORMS)[number];

/** Where Kafka runs, with its size. */
export type Platform =
  | {
      readonly kind: 'msk';
      readonly brokers: number;
      readonly type: 't3.small' | 'm7g.large';
      /** Gigabytes of each broker. */
      readonly storage: number;
    }
  | { readonly kind: 'self-managed' }
  | {
      readonly kind: 'edge';
      readonly type: 't4g.small' | 't4g.medium';
      /** Gigabytes of the log, of which snapshots are taken, and of the system. */
      readonly storage: number;
      readonly systemDisk: number;
      /** Of Kafka's users, and of the authority of its certificates. */
      readonly secrets: number;
    };

const NAT: readonly Item[] = [
  { what: 'NAT gateway', price: 'natGateway', quantity: HOURS_OF_MONTH },
  { what: 'its public IPv4 address', price: 'publicAddress', quantity: HOURS_OF_MONTH },
];

/** A month of Kafka. A cluster of yours is not in it: it has its own bill. */
export const kafkaItems = (platform: Platform): readonly Item[] => {
  switch (platform.kind) {
    case 'msk':
      return [
        {
          what: `${platform.brokers} × ${platform.type}`,
          price: platform.type,
          quantity: platform.brokers * HOURS_OF_MONTH,
        },
        {
          what: `${platform.brokers} × ${platform.storage} GB`,
          price: 'mskStorage',
          quantity: platform.brokers * platform.storage,
        },
      ];
    case 'edge':
      return [
        { what: `${platform.type}: broker and NAT`, price: platform.type, quantity: HOURS_OF_MONTH },
        { what: 'disks', price: 'disk', quantity: platform.storage + platform.systemDisk },
        { what: 'snapshots of the log', price: 'snapshots', quantity: platform.storage },
      ];
    case 'self-managed':
      return [];
    default:
      return platform satisfies never;
  }
};

/** A month of the way out. The edge instance is its own NAT. */
export const networkItems = ({ kind }: Platform): readonly Item[] => {
  switch (kind) {
    case 'msk':
      return NAT;
    case 'edge':
      return [{ what: 'public IPv4 address', price: 'publicAddress', quantity: HOURS_OF_MONTH }];
    case 'self-managed':
      return [];
    default:
      return kind satisfies never;
  }
};

/** Secrets of Kafka, which are not in the service's template. A self-managed cluster has a user for each scope. */
export const kafkaSecrets = (platform: Platform, scopes: number): number => {
  switch (platform.kind) {
    case 'msk':
      return 0;
    case 'edge':
      return platform.secrets;
    case 'self-managed':
      return scopes;
    default:
      return platform satisfies never;
  }
};
