/** The two places where orders go. They share no topic, group, state item, role or secret. */
export const BROKERS = ['paper', 'zerodha'] as const;
export type Broker = (typeof BROKERS)[number];

/** Who an event belongs to: one of the brokers, or everybody (ticks, system errors). */
export const SCOPES = [...BROKERS, 'shared'] as const;
export type Scope = (typeof SCOPES)[number];
