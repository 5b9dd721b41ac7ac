const OK = { needed: true, ok: true };
const UNUSED = { needed: false, ok: true };

/** An answer of `GET /health/ready`. */
export const readiness = (ready: boolean) => ({
  ready,
  state: ready ? 'ready' : 'not_ready',
  checks: {
    paper: {
      kafka: OK,
      tables: OK,
      kill_switch: { ...OK, engaged: false },
      session: UNUSED,
      feed: OK,
      event_sources: { ...OK, stuck: [] },
    },
    zerodha: {
      kafka: OK,
      tables: OK,
      kill_switch: { ...UNUSED, ok: false, problem: 'KILL_SWITCH', engaged: true, reason: 'drill' },
      session: { needed: true, ok: ready, ...(ready ? {} : { problem: 'SESSION_NOT_FOUND' }) },
      feed: { ...UNUSED, newest_tick_at: '2026-03-02T03:45:41.250Z' },
      event_sources: ready
        ? { ...OK, stuck: [] }
        : {
            needed: true,
            ok: false,
            problem: 'EVENT_SOURCES_STUCK',
            stuck: [
              { function: 'price-recorder', topics: ['market.ticks'], problem: 'market.ticks-2 waits' },
            ],
          },
    },
  },
  market_feed: {
    ...OK,
    ...{ host: 'relay', state: 'live', message: '50 instruments', subscribed: 50, conflated: 0, refused: [] },
    last_tick_at: '2026-03-02T03:45:41.250Z',
  },
});
