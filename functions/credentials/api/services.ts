import type { AuditedItems } from '../../../shared/audit/audited-items.ts';
import type { VersionedItems } from '../../../shared/audit/versioned-items.ts';
import type { LoginTrail, SessionStore, UsedOnce } from '../../../shared/auth/ports.ts';
import type { FactorSecrets } from '../../../shared/auth/second-factor.ts';
import type { RequestCounter } from '../../../shared/http/rate-limit.ts';
import { routesFor } from '../../../shared/http/route.ts';
import type { TableReader } from '../../../shared/ports/table-reader.ts';

/** Dependencies of the credential routes. */
export interface CredentialServices {
  readonly audited: AuditedItems;
  readonly items: Pick<VersionedItems, 'get' | 'put'>;
  readonly tables: Pick<TableReader, 'query'>;
  readonly sessions: Pick<SessionStore, 'find' | 'change'>;
  readonly trail: LoginTrail;
  readonly secrets: FactorSecrets;
  readonly usedOnce: UsedOnce;
  readonly counter: RequestCounter;
  randomBytes(count: number): Uint8Array;
}

export const { sessionRoute } = routesFor<CredentialServices>();
