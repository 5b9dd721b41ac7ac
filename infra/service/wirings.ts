import { STAGE_KINDS, type StageKind } from '../../shared/events/pipeline.ts';
import type { Wiring } from '../../shared/kernel/wiring.ts';

/** `handler.ts` checks the type of each wiring, so that no table of all stages is needed here. */
const load = async (kind: StageKind): Promise<readonly [StageKind, Wiring<unknown, unknown, unknown>]> => {
  const { wiring } = await import(`../../functions/${kind}/wiring.ts`);
  return [kind, wiring];
};

const WIRINGS = await Promise.all(STAGE_KINDS.map(load));

/** What `use` makes of the wiring of each stage. */
export const eachWiring = <Result>(
  use: <State, Context, Input>(wiring: Wiring<State, Context, Input>) => Result,
): Readonly<Record<StageKind, Result>> =>
  Object.fromEntries(WIRINGS.map(([kind, wiring]) => [kind, use(wiring)])) as Record<StageKind, Result>;
