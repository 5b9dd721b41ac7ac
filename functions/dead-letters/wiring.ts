import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { loadDeadLettersContext } from './context.ts';
import { deadLetters } from './stage.ts';

export const wiring = ({ marketClock, settings }: StageDependencies) => ({
  stage: deadLetters(settings.BROKERS, settings.JOURNAL_RETENTION_DAYS),
  loadContext: loadDeadLettersContext({ marketClock }),
});
