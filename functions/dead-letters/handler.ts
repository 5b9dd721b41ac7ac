import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadDeadLettersContext } from './context.ts';
import { deadLetters } from './stage.ts';

export const handler = stageHandler(({ marketClock, settings, environment }) => ({
  stage: deadLetters(readScope(environment), settings.JOURNAL_RETENTION_DAYS),
  loadContext: loadDeadLettersContext({ marketClock }),
}));
