import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../errors.ts';

/** How long a client retries its authentication. */
export interface SignInOptions {
  /** Milliseconds left for waiting. */
  readonly timeLeft: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 4_000;
/** With the pauses between them, about half a minute. */
const MAX_TRIES = 12;

const UNLIMITED: SignInOptions = { timeLeft: () => Number.POSITIVE_INFINITY };

/** The message of a broker that refused to authenticate a client, from any place in the chain of causes. */
const refusalOf = (thrown: unknown): string | undefined => {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name === 'KafkaJSSASLAuthenticationError') return error.message;
  }
  return undefined;
};

/**
 * Retries a refused authentication, with jitter. MSK accepts a few new IAM connections a second (four on a small
 * broker) and refuses the others with the message for a wrong password. After a deployment and each morning all
 * functions connect at once. kafkajs never retries this error.
 * @param attempt runs from its start each time, so it must drop what a failed run has left
 * @throws TransientError `KAFKA_SIGN_IN_REFUSED` with the broker's message, after the last try or at the end of the time
 */
export const retryingSignIn = async <T>(
  attempt: () => Promise<T>,
  { timeLeft, random = Math.random, sleep: pause = sleep }: SignInOptions = UNLIMITED,
): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal === undefined) throw thrown;
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS);
      const pauseMs = longest * (0.5 + random() / 2);
      if (tries === MAX_TRIES || timeLeft() < pauseMs) {
        throw new TransientError(
          'KAFKA_SIGN_IN_REFUSED',
          `Kafka refused the sign-in ${tries} times (${refusal}): check the user's secret, or the role's kafka-cluster:Connect; if both are right, too many clients connect at once`,
          thrown,
        );
      }
      await pause(pauseMs);
    }
  }
};
