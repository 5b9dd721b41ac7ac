import * as z from 'zod';
import { command, flag } from '../command.ts';
import { CommandFailure } from '../command-failure.ts';
import { exactly } from '../words.ts';

const reply = z.object({ message: z.string() });

/** The session is over already, which is what was wanted. */
const isOver = (error: unknown): error is CommandFailure =>
  error instanceof CommandFailure && error.ending === 'notLoggedIn';

export const logout = command({
  name: 'logout',
  summary: 'End the session',
  forms: [['', 'ends it for everybody who has its token, and forgets the token']],
  options: z.object({ 'at-zerodha': flag("end Zerodha's own token as well") }),
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
        ? 'The session had ended already; its token is forgotten.'
        : 'You were not logged in.';
      print({ success: true, message }, [message]);
    }
    return undefined;
  },
});
