import * as z from 'zod';
import { STRATEGY_TYPES } from '../strategies/registry.ts';
import { sessionRoute } from './services.ts';

export const listStrategyTypes = sessionRoute({
  operation: 'listStrategyTypes',
  method: 'GET',
  path: '/strategy-types',
  tag: 'Strategies',
  summary: 'List strategy types',
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        type: z.string(),
        title: z.string(),
        rule: z.string().describe('Entry and exit rules, in Markdown'),
        parameters: z
          .record(z.string(), z.unknown())
          .describe('JSON Schema of the parameters, with bounds, defaults and descriptions'),
      }),
    ),
  }),
  handle: () => ({
    body: {
      items: STRATEGY_TYPES.map(({ type, title, rule, parameters }) => ({
        type,
        title,
        rule,
        parameters: { ...z.toJSONSchema(parameters, { io: 'input' }) },
      })),
    },
  }),
});
