import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../errors.ts';

/** How long a client waits at the door of a broker. */
export interface SignInPatience {
  /** Milliseconds that may still go by with waiting. */
  readonly timeLeft: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 4_000;
/** With their pauses about half a minute. */
const MAX_TRIES = 12;

const UNLIMITED: SignInPatience = { timeLeft: () => Number.POSITIVE_INFINITY };

/** What a broker said that refused to authenticate a client, wherever in the chain of causes it stands. */
const refusalOf = (thrown: unknown): string | undefined => {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name === 'KafkaJSSASLAuthenticationError') return error.message;
  }
  return undefined;
};

/**
 * Tries again, with jitter, what a broker's authentication refused. MSK takes a few new IAM connections a second (four
 * on a small broker) and refuses the others in the words that it has for a wrong password; after a deployment and each
 * morning all functions come at once. kafkajs never tries such an error again.
 * @param attempt is begun from its start each time, so it has to drop what a failed one has left
 * @throws TransientError `KAFKA_SIGN_IN_REFUSED` with the broker's words where it goes on until tries or time are spent
 */
export const retryingSignIn = async <T>(
  attempt: () => Promise<T>,
  { timeLeft, random = Math.random, sleep: pause = sleep }: SignInPatience = UNLIMITED,
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
          `Kafka refused the sign-in ${tries} times (${refusal}): check the user's secret, or the role's kafka-cluster:Connect; where both are right, too many clients connect at once`,
          thrown,
        );
      }
      await pause(pauseMs);
    }
  }
};
