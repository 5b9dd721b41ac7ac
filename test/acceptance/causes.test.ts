import { expect, it } from 'vitest';
import { topicsFor } from '../../shared/events/topics.ts';
import { causedEvents, eventsOf } from './causes.ts';
import { smallReplay } from './small-replay.ts';

const FILLS = topicsFor('paper').ordersFilled.name;

it('every fill leads back to the tick of its instrument and time', async () => {
  const { ticks, log } = await smallReplay();

  const fills = causedEvents(ticks, log, FILLS);

  expect(fills.map(({ event }) => event)).toEqual(eventsOf(log, FILLS));
  for (const { tick, event } of fills) {
    const cause = ticks[tick - 1]?.tick;
    expect(event.ts).toBe(cause?.timestamp);
    expect(event.data).toMatchObject({ instrument_token: cause?.instrument_token });
  }
});
