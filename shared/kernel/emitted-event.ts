import { childOf } from '../events/create.ts';
import { validateEvent } from '../events/decode.ts';
import type { Envelope } from '../events/envelope.ts';
import type { EmitEvent } from './stage.ts';

/**
 * The event that a stage emits because of another, as the `index`-th of that cause.
 * @throws PoisonError when the stage emits data that its own schema refuses.
 */
export const emittedEvent = (stage: string, cause: Envelope, emit: EmitEvent, index: number): Envelope =>
  validateEvent(childOf(cause, stage, index, emit.topic, emit.type, emit.data));
