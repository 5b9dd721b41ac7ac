import { AlphaPandaError } from '../../shared/errors.ts';

/** The stage of the local cloud, and what its tables' names begin with. */
export const LOCAL_STAGE = 'local';
export const LOCAL_TABLE_PREFIX = 'alpha-panda-local';
/** Prefix of the consumer groups of the local stage. */
export const LOCAL_GROUP_PREFIX = 'alpha-panda-local';

/**
 * The emulations check no signatures and keep secrets in the clear, so they run for the local stage alone.
 * @param stage the stage that the caller was given, never read from the environment
 * @throws AlphaPandaError `LOCAL_CLOUD_STAGE_REFUSED` for any other stage
 */
export const assertLocalStage = (stage: string, what: string): void => {
  if (stage === LOCAL_STAGE) return;
  throw new AlphaPandaError(
    'LOCAL_CLOUD_STAGE_REFUSED',
    `${what} is for stage "local" only and refuses stage "${stage}": use the real services there.`,
  );
};
