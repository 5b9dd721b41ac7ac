import * as z from 'zod';
import { instrumentToken } from '../events/data/fields.ts';
import type { Item } from '../ports/item.ts';
import { isExpired } from './contract.ts';
import { contractOf } from './instrument.ts';
import type { MasterRow } from './master/page.ts';
import type { MasterReader } from './master/reader.ts';

/**
 * The instruments that a strategy names instead of giving their tokens: `EXCHANGE:TRADINGSYMBOL` → the token that it had
 * when the name was last resolved. An optional attribute of strategies.
 */
const namedContracts = z.record(z.string().min(1), instrumentToken);
export type NamedContracts = z.infer<typeof namedContracts>;

/** The names of a strategy's item; none if it has no names, or if they are malformed. */
export const namedContractsIn = ({ contracts }: Item): NamedContracts =>
  namedContracts.safeParse(contracts).data ?? {};

/** Whether a row of the master is the named contract, is listed, and its last trading day is not over. */
const isCurrent = (name: string, row: MasterRow | undefined, at: number): boolean =>
  row !== undefined &&
  contractOf(row.instrument) === name &&
  row.instrument.unlisted_since === undefined &&
  !isExpired(row.instrument, at);

/**
 * The names whose token is not theirs any more in the newest load; none before the first load.
 * @param at Epoch milliseconds.
 */
export const unresolvedIn = async (
  contracts: NamedContracts,
  master: Pick<MasterReader, 'readHead' | 'readRows'>,
  at: number,
): Promise<string[]> => {
  const names = Object.entries(contracts);
  if (names.length === 0 || (await master.readHead()) === undefined) return [];
  const rows = await master.readRows(names.map(([, token]) => token));
  return names.flatMap(([name, token]) => (isCurrent(name, rows.get(token), at) ? [] : [name]));
};
