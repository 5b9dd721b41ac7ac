import { MARKET_FEED_FUNCTION } from '../service/market-feed.ts';
import { accessOf } from './api-roles.ts';
import type { Deployment } from './deployment.ts';
import { arn } from './intrinsics.ts';
import { functionName, logs, type Statement } from './roles.ts';

/**
 * What the process of the feed may do on a host that is not Lambda: what the function may, and read the function's code and
 * settings. A host has its own network.
 */
export const feedHostStatements = (deployment: Deployment): readonly Statement[] => [
  logs(deployment, MARKET_FEED_FUNCTION),
  {
    Sid: 'ReadOwnCode',
    Effect: 'Allow',
    Action: ['lambda:GetFunction'],
    Resource: arn('lambda', `function:${functionName(deployment, MARKET_FEED_FUNCTION)}`),
  },
  ...accessOf(deployment, MARKET_FEED_FUNCTION),
];
