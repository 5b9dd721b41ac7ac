import type { ApiClient } from './api-client.ts';
import { CommandFailure } from './command-failure.ts';

const stepUpReply = async () => (await import('../../functions/credentials/api/step-up.ts')).stepUp.reply;

/** Sends a second-factor code. */
export const stepUpWith = (api: ApiClient, code: string) =>
  api.call({ method: 'POST', path: '/auth/step-up', body: { code }, reply: stepUpReply });

/**
 * The API client at a terminal: if a call requires a second factor, it asks for a code and repeats the call.
 */
export const steppingUp = (api: ApiClient, askForCode: () => Promise<string>): ApiClient => ({
  address: api.address,
  async call(call) {
    try {
      return await api.call(call);
    } catch (thrown) {
      const isNeeded = thrown instanceof CommandFailure && thrown.code === 'STEP_UP_REQUIRED';
      if (!isNeeded || call.path.startsWith('/auth/step-up') || call.path.startsWith('/auth/second-factor')) {
        throw thrown;
      }
      await stepUpWith(api, await askForCode());
      return api.call(call);
    }
  },
});
