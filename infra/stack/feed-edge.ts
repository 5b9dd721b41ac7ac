import type { Deployment } from './deployment.ts';
import { feedHostStatements } from './feed-access.ts';
import { feedHostProgram } from './feed-host.ts';
import { importValue, type Resources } from './intrinsics.ts';
import { resourceName } from './schedules.ts';

/** Name of the parameter from which the unit `market-feed` of `edge.yml` reads its program. */
const parameterName = ({ service, stage }: Deployment): string => `/${service}/${stage}/market-feed-host`;

/**
 * The feed on the edge instance. The instance waits for the parameter: the edge stack comes first, and its role has the
 * permissions of the feed only while this stack has them attached. The import keeps the edge stack from going first.
 */
export const edgeFeedOf = (deployment: Deployment): Resources => ({
  MarketFeedPolicy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: 'The market feed on the edge instance',
      Roles: [importValue(resourceName(deployment, 'edge-role'))],
      PolicyDocument: { Version: '2012-10-17', Statement: feedHostStatements(deployment) },
    },
  },
  MarketFeedHost: {
    Type: 'AWS::SSM::Parameter',
    Properties: {
      Name: parameterName(deployment),
      Description: 'Program of infra/feed-host, which runs the code of the function market-feed',
      Type: 'String',
      Tier: 'Intelligent-Tiering',
      Value: feedHostProgram(),
    },
  },
});
