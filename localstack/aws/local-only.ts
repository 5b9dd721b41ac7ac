import { AlphaPandaError } from '../../shared/errors.ts';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

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

/**
 * Whether a `Host` header names this machine. A web page that lets its own name resolve to 127.0.0.1
 * reaches a loopback port, but only under its own name.
 */
export function isLoopbackHostHeader(host: string | undefined): boolean {
  return host !== undefined && loopbackHosts.has(host.replace(/:\d+$/, '').toLowerCase());
}
