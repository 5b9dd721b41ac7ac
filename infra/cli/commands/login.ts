import * as z from 'zod';
import { type CommandContext, command, flag } from '../command.ts';
import { CommandFailure, usageError } from '../command-failure.ts';
import { readSecretLine } from '../secret-line.ts';
import type { SavedSession } from '../session-file.ts';
import { istTime } from '../text.ts';
import { exactly } from '../words.ts';

const loginReply = z.object({
  message: z.string(),
  user_id: z.string(),
  access_token: z.string(),
  expires_at: z.string(),
});

const statusReply = z.object({
  state: z.string(),
  reason: z.string().optional(),
  user_id: z.string().optional(),
  expires_at: z.string().optional(),
});

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
  const brokerToken = await readSecretLine(context.input, context.ask, 'Access token of Zerodha');
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

/** Keeps a token of ours that a browser was given. */
const takeToken = async (isTokenPrinted: boolean, context: CommandContext): Promise<void> => {
  const token = await readSecretLine(context.input, context.ask, 'Access token of Alpha Panda');
  // It goes into a header.
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
    throw usageError('that is no token of Alpha Panda: copy what the page shows after logging in');
  }
  const { body, json } = await context
    .apiWith(token)
    .call({ method: 'GET', path: '/auth/status', reply: statusReply, access: 'public' });
  const { state, reason, user_id, expires_at } = body;
  if (state !== 'authenticated' || user_id === undefined || expires_at === undefined) {
    throw new CommandFailure(
      'notLoggedIn',
      'TOKEN_NOT_GOOD',
      `this token is not good at ${context.api.address}: ${reason ?? state}`,
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
  summary: 'Log in with an access token of Zerodha, read from standard input',
  forms: [
    ['', 'asks for the token, or takes what is piped in'],
    ['--browser', 'prints the address of the login page'],
    ['--token-stdin', 'takes the token of Alpha Panda that the page gives after logging in'],
  ],
  notes: [
    'The token is never taken from an argument: process lists and the history of the shell would keep it. Alpha',
    'Panda gives a token of its own for it, which is kept for the address of the API in sessions.json, where only',
    'you can read it. Both end at 06:00 IST.',
  ],
  options: z.object({
    browser: flag('only say where to log in by browser'),
    'token-stdin': flag('the token is one of Alpha Panda'),
    'print-token': flag("print Alpha Panda's token, for curl; it is a secret"),
  }),
  async run({ words, options }, context) {
    exactly(words);
    const isTokenPrinted = options['print-token'];
    if (options.browser) {
      if (options['token-stdin'] || isTokenPrinted) throw usageError('--browser goes alone');
      const page = `${context.api.address}/login`;
      context.print({ url: page }, [page]);
      context.say('Open it, log in, copy the token, then: npm run cli -- login --token-stdin');
    } else if (options['token-stdin']) await takeToken(isTokenPrinted, context);
    else await logIn(isTokenPrinted, context);
    return undefined;
  },
});
