/** What settings can belong to, as Kafka numbers it. */
export const resourceTypes = { TOPIC: 2, BROKER: 4 } as const;
