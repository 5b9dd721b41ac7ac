import * as z from 'zod';
import { failure, type KiteAnswer, success } from '../answer.ts';
import { fault } from '../fault-kinds.ts';
import type { ArmedFault } from '../faults.ts';
import type { KiteRoute } from '../route.ts';

const PATH = '/simulator/faults';

const faults = z.union([z.array(fault).min(1).max(100), fault.transform((one) => [one])]);

const time = (at: number): string | null => (Number.isFinite(at) ? new Date(at).toISOString() : null);

/** `left` and `until` are null without a limit. */
const shown = ({ id, fault: each, from, until, left }: ArmedFault) => ({
  id,
  ...each,
  left: Number.isFinite(left) ? left : null,
  from: time(from),
  until: time(until),
});

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const refused = (error: z.ZodError): KiteAnswer =>
  failure('InputException', `Give a fault or a list of faults as JSON. ${z.prettifyError(error)}`);

/** The faults that wait for occasions, and how many of each kind happened. */
export const listFaults: KiteRoute = {
  method: 'GET',
  path: PATH,
  answer: (_request, context) =>
    success({ armed: context.faults.armed().map(shown), taken: context.faults.taken() }),
};

export const setFaults: KiteRoute = {
  method: 'POST',
  path: PATH,
  answer: ({ body }, context) => {
    const { data, error } = faults.safeParse(parsed(body));
    if (data === undefined) return refused(error);
    return success({ armed: data.map((each) => shown(context.faults.set(each))) });
  },
};

/** Removes all faults that were set, or those of `?kind=`. */
export const clearFaults: KiteRoute = {
  method: 'DELETE',
  path: PATH,
  answer: ({ query }, context) => success({ removed: context.faults.clear(query.get('kind') ?? undefined) }),
};
