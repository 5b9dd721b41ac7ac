import { childOf } from '../events/create.ts';
import { validateEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import type { EmitEvent } from './stage.ts';

/**
 * The event number `index` that a stage emits because of another event.
 * @throws PoisonError for data that the event's schema refuses.
 */
export const emittedEvent = (stage: string, cause: Envelope, emit: EmitEvent, index: number): Envelope =>
  validateEvent(childOf(cause, stage, index, emit.topic, emit.type, emit.data));
