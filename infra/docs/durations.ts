const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const;

/** Milliseconds in the largest unit that divides them: `7 days`. */
export const duration = (milliseconds: number): string => {
  const [name, size] = UNITS.find(([, length]) => milliseconds % length === 0) ?? UNITS[4];
  const count = milliseconds / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
};
