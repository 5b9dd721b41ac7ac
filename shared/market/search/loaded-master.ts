import { ProblemError } from '../../ports/problems.ts';
import type { MasterHead } from '../master/head.ts';
import type { MasterReader } from '../master/reader.ts';

/** The head of the instrument master. @throws ProblemError `NOT_CONFIGURED` before the first load */
export const loadedMaster = async ({ readHead }: Pick<MasterReader, 'readHead'>): Promise<MasterHead> => {
  const head = await readHead();
  if (head !== undefined) return head;
  throw new ProblemError(
    'NOT_CONFIGURED',
    'no instruments are loaded yet: log in at Zerodha, then the loader fetches them at 08:35 IST on the next trading day; after npm start wait half a minute',
  );
};
