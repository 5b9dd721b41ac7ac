import * as z from 'zod';
import type { AuditedItems } from '../../../shared/audit/audited-items.ts';
import type { ItemAddress } from '../../../shared/audit/change.ts';
import type { NoteUse } from '../../../shared/auth/ports.ts';
import type { ControlItem } from '../../../shared/controls/controls.ts';
import type { RiskLimits } from '../../../shared/controls/limits.ts';
import { BROKERS, type Broker } from '../../../shared/events/brokers.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { Item } from '../../../shared/ports/item.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';
import type { Settings } from '../../../shared/settings/settings.ts';

/** Dependencies of the risk routes. */
export interface RiskServices {
  readonly audited: AuditedItems;
  readonly tables: TableReader;
  /** The deployment's users, for requests with a stop token. */
  readonly users: Pick<Settings, 'ZERODHA_USER_IDS' | 'ZERODHA_VIEWER_IDS'>;
  /** Loosest values of live limits. */
  readonly ceilings: RiskLimits;
  readonly noteUse: NoteUse;
}

export const { publicRoute, sessionRoute } = routesFor<RiskServices>();

export const brokerPath = z.strictObject({
  broker: z.enum(BROKERS).describe('Account: paper, or zerodha for the live account'),
});

export const addressOf = (broker: Broker, control: ControlItem['control']): ItemAddress => ({
  table: 'controls',
  key: { broker, control },
});

/** All controls of a broker. Publishes their pending audit events. */
export const controlsOf = async (
  { tables, audited }: RiskServices,
  broker: Broker,
): Promise<readonly Item[]> => audited.publishPending('controls', await tables.query('controls', broker));

/** A string attribute of an item that may be malformed. */
export const textIn = (item: Item | undefined, name: string): string | null => {
  const value = item?.[name];
  return typeof value === 'string' ? value : null;
};
