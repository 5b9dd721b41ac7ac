/** Where a reading lies: below its lower bound, between the two, or above the upper one. */
export type Zone = -1 | 0 | 1;

/** What to remember so that a strategy speaks once when a reading enters a zone, not at every tick inside it. */
export interface Crossing {
  /** Zone of the last reading; undefined before the first. */
  zone: Zone | undefined;
  /** Ticks for which it still keeps quiet after its last signal. */
  quiet: number;
}

export const newCrossing = (): Crossing => ({ zone: undefined, quiet: 0 });

/**
 * Whether a reading has just entered the zone below or above. The first reading only says where the series is,
 * so that a restart in the middle of a move does not trade on it; a crossing while quiet is passed over.
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
