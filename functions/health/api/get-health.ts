import * as z from 'zod';
import { publicRoute } from './services.ts';

export const getHealth = publicRoute({
  operation: 'getHealth',
  method: 'GET',
  path: '/health',
  tag: 'Health',
  summary: 'Check liveness',
  description: 'Returns 200 if the API answers. It checks no dependency; GET /health/ready does.',
  reply: z.strictObject({ status: z.literal('ok'), stage: z.string().describe('Deployment stage') }),
  handle: (_, { stage }) => ({ body: { status: 'ok' as const, stage } }),
});
