import { TransientError } from '../errors.ts';
import type { Publisher } from '../ports/log.ts';
import { withinTime } from './within-time.ts';

/** How long a login or a change waits for Kafka. It is saved before. */
const MAX_PUBLISH_MS = 2_000;

/**
 * A publisher with a limit on the wait. A publish that exceeds it continues and may still arrive, so it is for records
 * that may come twice. Until it has ended, further ones fail at once and do not queue.
 */
export const boundedPublisher = (publisher: Publisher, limitMs = MAX_PUBLISH_MS): Publisher => {
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
      await withinTime(limitMs, publishing, () => {
        overrunning += 1;
        const ended = (): void => {
          overrunning -= 1;
        };
        publishing.then(ended, ended);
        return new TransientError('PUBLISH_OVERRUN', `Kafka has not acknowledged within ${limitMs} ms`);
      });
    },
  };
};
