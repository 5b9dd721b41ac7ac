import { KafkaError } from './error-codes.ts';

/** Runs `action`; a refusal becomes `onRefusal`'s value, and anything else that is thrown is a fault of the broker. */
export const attempt = <T, R>(action: () => T, onRefusal: (error: KafkaError) => R): T | R => {
  try {
    return action();
  } catch (error) {
    if (error instanceof KafkaError) return onRefusal(error);
    throw error;
  }
};
