/**
 * The outcome of a promise within a time, or an error. A later failure of the promise is no unhandled rejection.
 * @param tooLate makes the error when the time is over
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
