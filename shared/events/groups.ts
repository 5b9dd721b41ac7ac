/**
 * The consumer group of one event source mapping. Lambda wants them unique among mappings, and two functions
 * that shared one would steal each other's records; so the function and the topic are both in the name.
 */
export const consumerGroup = (prefix: string, functionName: string, topic: string): string =>
  `${prefix}.${functionName}.${topic}`;
