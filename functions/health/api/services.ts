import type { Broker } from '../../../shared/events/brokers.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { EventSourceReader } from '../../../shared/ports/event-sources.ts';
import type { TopicProbe } from '../../../shared/ports/log.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/** What health is told by. */
export interface HealthServices {
  /** Deployment stage. */
  readonly stage: string;
  /** The OpenAPI document. */
  readonly openApi: Readonly<Record<string, unknown>>;
  readonly tables: TableReader;
  readonly topics: TopicProbe;
  readonly eventSources: EventSourceReader;
  /** What the names of the service's functions begin with. */
  readonly functionPrefix: string;
  /** Whether the market has the wall's time: only then has a price an age. */
  readonly isLive: boolean;
  /** Milliseconds after which nothing is traded at a price. */
  readonly maxPriceAgeMs: number;
  /** Kite user id of the account that is traded live; undefined where nobody may log in. */
  readonly account: string | undefined;
  /** Hears why a check failed; whoever asks is told its code only. */
  onFailure(check: string, broker: Broker, thrown: unknown): void;
}

export const { publicRoute, sessionRoute } = routesFor<HealthServices>();
