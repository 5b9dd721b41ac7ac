import * as z from 'zod';
import { STRATEGY_TYPES } from '../strategies/registry.ts';
import { sessionRoute } from './services.ts';

export const listStrategyTypes = sessionRoute({
  operation: 'listStrategyTypes',
  method: 'GET',
  path: '/strategy-types',
  tag: 'Strategies',
  summary: 'The kinds of strategies that there are',
  reply: z.strictObject({
    items: z.array(
      z.strictObject({
        type: z.string(),
        title: z.string(),
        rule: z.string().describe('When it buys and sells, in Markdown'),
        parameters: z
          .record(z.string(), z.unknown())
          .describe('JSON Schema of its parameters, with bounds, defaults and meanings'),
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
