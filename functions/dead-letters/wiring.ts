import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { readScope } from '../../shared/settings/settings.ts';
import { loadDeadLettersContext } from './context.ts';
import { deadLetters } from './stage.ts';

export const wiring = ({ marketClock, settings, environment }: StageDependencies) => ({
  stage: deadLetters(readScope(environment), settings.JOURNAL_RETENTION_DAYS),
  loadContext: loadDeadLettersContext({ marketClock }),
});
