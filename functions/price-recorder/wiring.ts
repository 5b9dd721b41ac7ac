import type { StageDependencies } from '../../shared/kernel/wiring.ts';
import { loadPriceRecorderContext } from './context.ts';
import { priceRecorder } from './stage.ts';

export const wiring = ({ marketClock }: StageDependencies) => ({
  stage: priceRecorder(),
  loadContext: loadPriceRecorderContext({ marketClock }),
});
