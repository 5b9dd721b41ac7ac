import * as z from 'zod';
import { publicRoute } from './services.ts';

export const getHealth = publicRoute({
  operation: 'getHealth',
  method: 'GET',
  path: '/health',
  tag: 'Health',
  summary: 'Whether the API answers',
  description: 'Looks at nothing else: GET /health/ready does.',
  reply: z.strictObject({ status: z.literal('ok'), stage: z.string().describe('Deployment stage') }),
  handle: (_, { stage }) => ({ body: { status: 'ok' as const, stage } }),
});
