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

/** What the routes of risk's controls work with. */
export interface RiskServices {
  readonly audited: AuditedItems;
  readonly tables: TableReader;
  /** Of the deployment, for what comes without a login. */
  readonly users: Pick<Settings, 'ZERODHA_USER_IDS' | 'ZERODHA_VIEWER_IDS'>;
  /** How loose live limits may be. */
  readonly ceilings: RiskLimits;
  readonly noteUse: NoteUse;
}

export const { publicRoute, sessionRoute } = routesFor<RiskServices>();

export const brokerPath = z.strictObject({
  broker: z.enum(BROKERS).describe('The account: paper, or the live one at Zerodha'),
});

export const addressOf = (broker: Broker, control: ControlItem['control']): ItemAddress => ({
  table: 'controls',
  key: { broker, control },
});

/** All controls of a broker, with nothing that they owe the audit trail left unsaid. */
export const controlsOf = async (
  { tables, audited }: RiskServices,
  broker: Broker,
): Promise<readonly Item[]> => audited.publishPending('controls', await tables.query('controls', broker));

/** A text attribute of an item that may be malformed. */
export const textIn = (item: Item | undefined, name: string): string | null => {
  const value = item?.[name];
  return typeof value === 'string' ? value : null;
};
