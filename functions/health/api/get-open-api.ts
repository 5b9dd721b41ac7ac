import * as z from 'zod';
import { publicRoute } from './services.ts';

export const getOpenApi = publicRoute({
  operation: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  tag: 'Health',
  summary: 'Get the OpenAPI document',
  reply: z.looseObject({ openapi: z.literal('3.1.0') }).describe('An OpenAPI document'),
  handle: (_, { openApi }) => ({ body: { ...openApi, openapi: '3.1.0' as const } }),
});
