import { AlphaPandaError } from '../../../shared/errors.ts';

/**
 * The emulations check no signatures and keep secrets in the clear, so they run for the local stage alone.
 * @param stage the stage as the caller was told it, never read from the environment
 * @throws when the stage is any other
 */
export function assertLocalStage(stage: string, what: string): void {
  if (stage !== 'local') {
    throw new AlphaPandaError(
      'LOCAL_CLOUD_STAGE_REFUSED',
      `${what} is for stage "local" only and refuses stage "${stage}": use the real services there.`,
    );
  }
}
