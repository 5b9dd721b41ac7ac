/** A parsed value, or the reason why it is unusable. Code that meets a problem refuses; it never guesses. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

export const parsed = <T>(value: T): Parsed<T> => ({ value });
export const unusable = (problem: string): { readonly problem: string } => ({ problem });

/** The value; undefined where there is a problem. */
export const valueIn = <T>(read: Parsed<T> | undefined): T | undefined =>
  read !== undefined && 'value' in read ? read.value : undefined;
