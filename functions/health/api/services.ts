import type { Broker } from '../../../shared/events/brokers.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { PollerHours } from '../../../shared/poller-hours/hours.ts';
import type { EventSourceReader } from '../../../shared/ports/event-sources.ts';
import type { TopicProbe } from '../../../shared/ports/log.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/** Dependencies of the health routes. */
export interface HealthServices {
  /** Deployment stage. */
  readonly stage: string;
  /** The OpenAPI document. */
  readonly openApi: Readonly<Record<string, unknown>>;
  readonly tables: TableReader;
  readonly topics: TopicProbe;
  readonly eventSources: EventSourceReader;
  /** Prefix of the service's function names. */
  readonly functionPrefix: string;
  /** Brokers of the deployment. */
  readonly brokers: readonly Broker[];
  /** When event source mappings should be enabled. */
  readonly pollerHours: PollerHours;
  /** Whether the market clock is the wall clock: only then does a price have an age. */
  readonly isLive: boolean;
  /** Milliseconds after which a price is too old to trade at. */
  readonly maxPriceAgeMs: number;
  /** Kite user id of the live account; undefined if no user may log in. */
  readonly account: string | undefined;
  /** Whether the deployment has a market feed. Without one, ticks come from a program of the user. */
  readonly hasFeed: boolean;
  /** Receives the error of a failed check, of one broker or of all. The response contains only its code. */
  onFailure(check: string, broker: Broker | 'shared', thrown: unknown): void;
}

export const { publicRoute, sessionRoute } = routesFor<HealthServices>();
