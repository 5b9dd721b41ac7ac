/** The zone of a reading: below the lower bound, between the bounds, or above the upper bound. */
export type Zone = -1 | 0 | 1;

/** The state by which a strategy signals once when a reading enters a zone, and not at every tick inside it. */
export interface Crossing {
  /** Zone of the last reading; undefined before the first. */
  zone: Zone | undefined;
  /** Remaining ticks without a signal after the last signal. */
  quiet: number;
}

export const newCrossing = (): Crossing => ({ zone: undefined, quiet: 0 });

/**
 * Whether a reading has just entered the zone below or above. The first reading only sets the zone, so that a restart
 * during a move does not trade on it. A crossing during the pause after a signal is ignored.
 */
export const crosses = (crossing: Crossing, zone: Zone, cooldownTicks: number): boolean => {
  const entered = zone !== 0 && crossing.zone !== undefined && crossing.zone !== zone;
  crossing.zone = zone;
  if (crossing.quiet > 0) {
    crossing.quiet -= 1;
    return false;
  }
  if (entered) crossing.quiet = cooldownTicks;
  return entered;
};

const UNKNOWN = 2;

export const packCrossing = ({ zone, quiet }: Crossing): readonly [zone: number, quiet: number] => [
  zone ?? UNKNOWN,
  quiet,
];

export const unpackCrossing = (zone: number, quiet: number): Crossing => ({
  zone: zone === -1 || zone === 0 || zone === 1 ? zone : undefined,
  quiet,
});
