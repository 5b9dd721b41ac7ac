/**
 * What comes of a promise within a time, or else an error. Nobody has to look at what comes later: it is not
 * unhandled if it fails.
 * @param tooLate makes the error, at the moment when the time is over
 */
export const withinTime = async <T>(
  milliseconds: number,
  what: Promise<T>,
  tooLate: () => Error,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate()), milliseconds);
  });
  try {
    return await Promise.race([what, over]);
  } finally {
    clearTimeout(timer);
  }
};
