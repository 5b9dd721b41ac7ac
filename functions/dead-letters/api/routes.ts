import type { Route } from '../../../shared/http/route.ts';
import { getDeadLetter } from './get-dead-letter.ts';
import { listDeadLetterTopics } from './list-dead-letter-topics.ts';
import { listDeadLetters } from './list-dead-letters.ts';
import { redriveDeadLetters } from './redrive-dead-letters.ts';
import type { DeadLettersServices } from './services.ts';

export const deadLettersRoutes: readonly Route<DeadLettersServices>[] = [
  listDeadLetterTopics,
  listDeadLetters,
  getDeadLetter,
  redriveDeadLetters,
];
