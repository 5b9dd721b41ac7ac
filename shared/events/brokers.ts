/** The two destinations of orders. They share no topic, group, state item, role or secret. */
export const BROKERS = ['paper', 'zerodha'] as const;
export type Broker = (typeof BROKERS)[number];

/** The scope of an event: one broker, or shared by all (ticks, system errors). */
export const SCOPES = [...BROKERS, 'shared'] as const;
export type Scope = (typeof SCOPES)[number];
