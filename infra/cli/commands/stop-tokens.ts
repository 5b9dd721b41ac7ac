import * as z from 'zod';
import type { BodyOf } from '../api-client.ts';
import { apiPath } from '../api-path.ts';
import { command, option } from '../command.ts';
import { usageError } from '../command-failure.ts';
import { type Column, facts, table } from '../table.ts';
import { istTime } from '../text.ts';
import { exactly, noSuchForm } from '../words.ts';

const listed = async () =>
  (await import('../../../functions/credentials/api/list-stop-credentials.ts')).listStopCredentials.reply;
const made = async () =>
  (await import('../../../functions/credentials/api/make-stop-credential.ts')).makeStopCredential.reply;
const revoked = async () =>
  (await import('../../../functions/credentials/api/revoke-stop-credential.ts')).revokeStopCredential.reply;

type Row = BodyOf<typeof revoked>;

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'CREDENTIAL', cell: ({ credential_id }) => credential_id },
  { heading: 'LABEL', cell: ({ label }) => label },
  { heading: 'STATE', cell: ({ state }) => state },
  { heading: 'MADE (IST)', cell: ({ made_at }) => istTime(made_at) },
  {
    heading: 'LAST USED (IST)',
    cell: ({ last_used_at }) => (last_used_at === null ? undefined : istTime(last_used_at)),
  },
];

export const stopTokens = command({
  name: 'stop-tokens',
  summary: 'Create, list and revoke tokens that can only stop trading',
  forms: [
    ['[list]', 'lists your tokens and their last use'],
    ['make --label TEXT', 'creates a token and prints it once; needs a second factor'],
    ['revoke CREDENTIAL', 'revokes a token'],
  ],
  notes: ['To use one: curl -X POST -H "Authorization: Bearer TOKEN" https://YOUR-API/stop/zerodha'],
  options: z.object({
    label: option('TEXT', 'purpose of the token', z.string().min(1).max(64)),
  }),
  async run({ words, options }, { api, print, say }) {
    const [form = 'list', ...rest] = words;
    const path = '/auth/stop-credentials';
    if (form === 'list') {
      exactly(rest);
      const { body, json } = await api.call({ method: 'GET', path, reply: listed });
      print(json, table(COLUMNS, body.items));
    } else if (form === 'make') {
      exactly(rest);
      const { label } = options;
      if (label === undefined) throw usageError('stop-tokens make needs --label TEXT');
      const { body, json } = await api.call({ method: 'POST', path, body: { label }, reply: made });
      print(json, [body.token]);
      say(
        `The token is shown only once. To revoke it: npm run cli -- stop-tokens revoke ${body.credential_id}`,
      );
    } else if (form === 'revoke') {
      const [id] = exactly(rest, 'CREDENTIAL');
      const revocation = apiPath`/auth/stop-credentials/${id}/revoke`;
      const { body, json } = await api.call({ method: 'POST', path: revocation, reply: revoked });
      const { credential_id, label, state } = body;
      print(json, facts(Object.entries({ credential: credential_id, label, state })));
    } else noSuchForm(form, ['list', 'make', 'revoke']);
  },
});
