import { AlphaPandaError } from '../../shared/errors.ts';
import type { Mark, StoredMark } from '../../shared/poller-hours/marks.ts';
import { type Direction, nextStep } from './next-step.ts';
import type { NamedMapping, Ports } from './ports.ts';

/** Between two looks at a mapping in transition. */
const LOOK_MS = 5_000;

/** The state in which a run leaves a mapping. */
export interface Outcome {
  readonly mapping: string;
  readonly state: string;
  /** Whether a person disabled it. */
  readonly isLeft: boolean;
}

const withMark = ({ version }: StoredMark, mark: Mark | undefined): StoredMark => ({
  version: version + 1,
  ...(mark !== undefined && { mark }),
});

/**
 * Enables, disables or adopts one mapping, and waits until Lambda has done it. The mark is written before the mapping is
 * disabled and removed after it is enabled, so a crash between the two leaves no mapping disabled without a mark.
 * @param until Epoch milliseconds
 * @throws AlphaPandaError `MAPPING_CHANGED` if a mark and its mapping disagree, `MAPPING_IN_TRANSITION` after `until`
 */
export const switchMapping = async (
  uuid: string,
  to: Direction,
  { mappings, marks, time }: Ports,
  until: number,
): Promise<Outcome> => {
  let disabledHere = false;

  const disable = async (stored: StoredMark): Promise<void> => {
    const intent = withMark(stored, { disabledAt: time.now() });
    if (!(await marks.put(uuid, intent))) return;
    disabledHere = await mappings.change(uuid, false);
    // Another caller is changing the mapping. If it is a person who disables it, no mark of this run may remain.
    if (!disabledHere) await marks.put(uuid, withMark(intent, stored.mark));
  };

  /** The outcome; undefined if the mapping needs another look. */
  const step = async (stored: StoredMark, mapping: NamedMapping): Promise<Outcome | undefined> => {
    const { name, state, lastModified } = mapping;
    const now = time.now();
    const outcome = (isLeft = false): Outcome => ({ mapping: name, state, isLeft });
    const next = nextStep(to, { mapping, mark: stored.mark, disabledHere, now });
    switch (next) {
      case 'wait':
        return undefined;
      case 'enable':
        await mappings.change(uuid, true);
        return undefined;
      case 'disable':
        await disable(stored);
        return undefined;
      case 'mark': {
        const mark = { disabledAt: stored.mark?.disabledAt ?? now, lastModified };
        return (await marks.put(uuid, withMark(stored, mark))) ? outcome() : undefined;
      }
      case 'clear':
        return (await marks.put(uuid, withMark(stored, undefined))) ? outcome() : undefined;
      case 'refuse':
        if (!(await marks.put(uuid, withMark(stored, undefined)))) return undefined;
        throw new AlphaPandaError(
          'MAPPING_CHANGED',
          `${name} (${uuid}) was changed after poller hours disabled it, and stays disabled: enable it if it should run`,
        );
      case 'leave':
        return outcome(true);
      case 'done':
        return outcome();
      default:
        return next satisfies never;
    }
  };

  for (;;) {
    const stored = await marks.get(uuid);
    const mapping = await mappings.get(uuid);
    const outcome = await step(stored, mapping);
    if (outcome !== undefined) return outcome;
    if (time.now() >= until) {
      throw new AlphaPandaError(
        'MAPPING_IN_TRANSITION',
        `${mapping.name} (${uuid}) is still ${mapping.state}`,
      );
    }
    await time.sleep(LOOK_MS);
  }
};
