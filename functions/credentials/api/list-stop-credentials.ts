import * as z from 'zod';
import { sessionRoute } from './services.ts';
import { stopCredentialBody, stopCredentialView } from './stop-credential-view.ts';

export const listStopCredentials = sessionRoute({
  operation: 'listStopCredentials',
  method: 'GET',
  path: '/auth/stop-credentials',
  tag: 'Auth',
  summary: 'List stop credentials',
  description: "Lists the caller's stop credentials, including revoked ones.",
  who: 'owner',
  reply: z.strictObject({ items: z.array(stopCredentialBody) }),
  async handle({ caller }, { tables, audited }) {
    const items = await audited.publishPending(
      'credentials',
      await tables.query('credentials', caller.userId),
    );
    return { body: { items: items.flatMap((item) => stopCredentialView(item) ?? []) } };
  },
});
