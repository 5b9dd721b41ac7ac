import * as z from 'zod';
import { type CommandContext, command, flag } from '../command.ts';
import { CommandFailure, usageError } from '../command-failure.ts';
import { readSecretLine } from '../secret-line.ts';
import type { SavedSession } from '../session-file.ts';
import { istTime } from '../text.ts';
import { exactly } from '../words.ts';

const loginReply = async () => (await import('../../../functions/auth/api/login.ts')).login.reply;

const statusReply = async () =>
  (await import('../../../functions/auth/api/get-session-status.ts')).getSessionStatus.reply;

const withoutToken = (json: unknown): unknown => {
  const { access_token: _, ...rest } = z.looseObject({ access_token: z.unknown() }).parse(json);
  return rest;
};

const keep = (
  session: SavedSession,
  { json, message }: { readonly json: unknown; readonly message: string },
  isTokenPrinted: boolean,
  context: CommandContext,
): void => {
  context.sessions.save(context.api.address, session);
  const told = `${message} At ${context.api.address}, until ${istTime(session.expires_at)} IST.`;
  if (!isTokenPrinted) {
    context.print(json, [told]);
    return;
  }
  context.say(told);
  context.print(json, [session.access_token]);
};

const logIn = async (isTokenPrinted: boolean, context: CommandContext): Promise<void> => {
  const brokerToken = await readSecretLine(context.input, context.ask, 'Zerodha access token');
  const { body, json } = await context.apiWith(undefined).call({
    method: 'POST',
    path: '/auth/login',
    body: { provider: 'zerodha', broker_access_token: brokerToken },
    reply: loginReply,
    access: 'public',
  });
  keep(
    body,
    { json: isTokenPrinted ? json : withoutToken(json), message: body.message },
    isTokenPrinted,
    context,
  );
};

/** Stores an Alpha Panda token from the login page. */
const takeToken = async (isTokenPrinted: boolean, context: CommandContext): Promise<void> => {
  const token = await readSecretLine(context.input, context.ask, 'Alpha Panda access token');
  // It becomes part of a header.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw usageError('this is not an Alpha Panda token: copy the token from the login page');
  }
  const { body, json } = await context
    .apiWith(token)
    .call({ method: 'GET', path: '/auth/status', reply: statusReply, access: 'public' });
  const { state, reason, user_id, expires_at } = body;
  if (state !== 'authenticated' || user_id === undefined || expires_at === undefined) {
    throw new CommandFailure(
      'notLoggedIn',
      'TOKEN_NOT_GOOD',
      `${context.api.address} rejects this token: ${reason ?? state}`,
    );
  }
  keep(
    { access_token: token, user_id, expires_at },
    { json, message: `Logged in as ${user_id}.` },
    isTokenPrinted,
    context,
  );
};

export const login = command({
  name: 'login',
  summary: 'Log in with a Zerodha access token from standard input',
  forms: [
    ['', 'reads a Zerodha token from the terminal or a pipe'],
    ['--browser', 'prints the address of the login page'],
    ['--token-stdin', 'reads an Alpha Panda token, which the login page shows'],
  ],
  notes: [
    'The token is never an argument: process lists and the shell history would show it. Alpha Panda exchanges it for',
    'its own token and stores that in sessions.json, which only you can read. Both tokens expire at 06:00 IST.',
  ],
  options: z.object({
    browser: flag('print the address of the login page'),
    'token-stdin': flag('read an Alpha Panda token'),
    'print-token': flag("print Alpha Panda's token, for curl; keep it secret"),
  }),
  async run({ words, options }, context) {
    exactly(words);
    const isTokenPrinted = options['print-token'];
    if (options.browser) {
      if (options['token-stdin'] || isTokenPrinted) throw usageError('--browser allows no other option');
      const page = `${context.api.address}/login`;
      context.print({ url: page }, [page]);
      context.say('Open it, log in, copy the token, then: npm run cli -- login --token-stdin');
    } else if (options['token-stdin']) await takeToken(isTokenPrinted, context);
    else await logIn(isTokenPrinted, context);
  },
});
