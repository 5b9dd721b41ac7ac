import * as z from 'zod';
import { command, flag } from '../command.ts';
import { CommandFailure } from '../command-failure.ts';
import { exactly } from '../words.ts';

const reply = async () => (await import('../../../functions/auth/api/logout.ts')).logout.reply;

/** Whether the session has already ended, which is the desired state. */
const isOver = (error: unknown): error is CommandFailure =>
  error instanceof CommandFailure && error.ending === 'notLoggedIn';

export const logout = command({
  name: 'logout',
  summary: 'End the session',
  forms: [['', 'invalidates the token and deletes it from sessions.json']],
  options: z.object({ 'at-zerodha': flag("invalidate Zerodha's token as well") }),
  async run({ words, options }, { api, sessions, print }) {
    exactly(words);
    try {
      const { body, json } = await api.call({
        method: 'POST',
        path: '/auth/logout',
        body: { at_broker: options['at-zerodha'] },
        reply,
      });
      sessions.forget(api.address);
      print(json, [body.message]);
    } catch (error) {
      if (!isOver(error)) throw error;
      const message = sessions.forget(api.address)
        ? 'The session had already ended; its token is deleted.'
        : 'You were not logged in.';
      print({ success: true, message }, [message]);
    }
  },
});
