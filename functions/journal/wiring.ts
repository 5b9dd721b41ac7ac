import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadJournalContext } from './context.ts';
import { journal } from './stage.ts';

export const wiring = ({ marketClock, settings, environment }: StageDependencies) => ({
  stage: journal(readScope(environment), settings.JOURNAL_RETENTION_DAYS),
  loadContext: loadJournalContext({ marketClock }),
});
