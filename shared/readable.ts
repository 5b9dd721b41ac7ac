/** A value that was read, or why it cannot be used: what is not readable is refused, never guessed. */
export type Readable<T> = { readonly value: T } | { readonly problem: string };

export const readable = <T>(value: T): Readable<T> => ({ value });
export const unreadable = (problem: string): { readonly problem: string } => ({ problem });

/** The value, where there is one. */
export const valueIn = <T>(read: Readable<T>): T | undefined => ('value' in read ? read.value : undefined);
