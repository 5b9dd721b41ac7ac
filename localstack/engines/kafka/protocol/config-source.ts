const TOPIC = 1;
const DEFAULT = 5;

/** Where a topic's setting comes from, as Kafka numbers it. */
export const configSource = (isDefault: boolean): number => (isDefault ? DEFAULT : TOPIC);
