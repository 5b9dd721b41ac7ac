import { describe, expect, it } from 'vitest';
import { decodeEvent } from '../../../shared/events/decode.ts';
import { tickRecord } from '../../../shared/market/tick-record.ts';

const TICK = { instrument_token: 408065, last_price: 1_506.2, timestamp: '2024-01-02T03:45:00.000Z' };

describe('tickRecord', () => {
  it('makes an event with the tick’s time that is its own cause', () => {
    const event = decodeEvent(tickRecord(TICK).value);

    expect(event).toMatchObject({
      ts: TICK.timestamp,
      causation_id: null,
      correlation_id: event.id,
      data: TICK,
    });
  });

  it('gives the same bytes for the same tick and another id for another price', () => {
    expect(tickRecord(TICK)).toEqual(tickRecord({ ...TICK }));
    expect(decodeEvent(tickRecord({ ...TICK, last_price: 1_506.3 }).value).id).not.toBe(
      decodeEvent(tickRecord(TICK).value).id,
    );
  });
});
