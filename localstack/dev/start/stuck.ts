import * as z from 'zod';

const group = z.object({ ConsumerGroupId: z.string() }).optional();

const listed = z.object({
  EventSourceMappings: z.array(
    z.object({
      LastProcessingResult: z.string(),
      AmazonManagedKafkaEventSourceConfig: group,
      SelfManagedKafkaEventSourceConfig: group,
    }),
  ),
});

/** An event source mapping that has stopped at a record. */
export interface Stuck {
  /** Its consumer group; empty if it is unknown. */
  readonly group: string;
  /** Topic, partition, offset and reason. */
  readonly problem: string;
}

const PROBLEM = 'PROBLEM: ';
const ANSWERS_WITHIN_MS = 2_000;

/**
 * The mappings that have stopped, from the Lambda API on this machine.
 * @param url `http://127.0.0.1:<port>`.
 */
export const readStuck = async (url: string): Promise<readonly Stuck[]> => {
  try {
    const response = await fetch(`${url}/2015-03-31/event-source-mappings/`, {
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    return listed.parse(await response.json()).EventSourceMappings.flatMap((mapping) => {
      const { LastProcessingResult: result } = mapping;
      if (!result.startsWith(PROBLEM)) return [];
      const own = mapping.AmazonManagedKafkaEventSourceConfig ?? mapping.SelfManagedKafkaEventSourceConfig;
      return [{ group: own?.ConsumerGroupId ?? '', problem: result.slice(PROBLEM.length) }];
    });
  } catch {
    return [{ group: '', problem: 'the event source mappings do not answer' }];
  }
};
