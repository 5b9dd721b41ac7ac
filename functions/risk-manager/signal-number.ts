/**
 * The first 48 bits of a signal's id, as a number. It is short, because the bytes of a checkpoint are billed. It is
 * compared only among the pending orders of one strategy in one instrument.
 */
export const signalNumber = (uuid: string): number =>
  Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
