import { TransientError } from '../errors.ts';
import type { Publisher } from '../kernel/ports.ts';

/**
 * A publisher whose callers wait so long and no longer. What overran its time goes on by itself and may still arrive,
 * so it is for records that may come twice; until it has ended, further ones fail at once instead of queueing up.
 */
export const boundedPublisher = (publisher: Publisher, limitMs: number): Publisher => {
  let overrunning = 0;
  return {
    async publish(records) {
      if (overrunning > 0) {
        throw new TransientError(
          'PUBLISH_OVERRUN',
          'an earlier publish has not ended yet; Kafka may be down',
        );
      }
      const publishing = publisher.publish(records);
      let timer: NodeJS.Timeout | undefined;
      const overrun = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          overrunning += 1;
          const ended = (): void => {
            overrunning -= 1;
          };
          publishing.then(ended, ended);
          reject(new TransientError('PUBLISH_OVERRUN', `Kafka has not acknowledged within ${limitMs} ms`));
        }, limitMs);
      });
      try {
        await Promise.race([publishing, overrun]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
};
