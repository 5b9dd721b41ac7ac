import { stageHandler } from '../../shared/lambda/stage-handler.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadJournalContext } from './context.ts';
import { journal } from './stage.ts';

export const handler = stageHandler(({ marketClock, settings, environment }) => ({
  stage: journal(readScope(environment), settings.JOURNAL_RETENTION_DAYS),
  loadContext: loadJournalContext({ marketClock }),
}));
