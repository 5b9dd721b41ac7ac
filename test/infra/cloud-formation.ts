import type { Resource } from '../../infra/stack/intrinsics.ts';

/** What stands for an account's own facts in tests. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'ap-south-1',
  'AWS::AccountId': '123456789012',
};

const IMPORTS: Readonly<Record<string, string>> = {
  'alpha-panda-dev-kafka-cluster-arn':
    'arn:aws:kafka:ap-south-1:123456789012:cluster/alpha-panda-dev/8b1a7c3e-2f64-4d0a-9e55-0c1d2e3f4a5b-2',
};

export const CLUSTER_ARN = IMPORTS['alpha-panda-dev-kafka-cluster-arn'] ?? '';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** CloudFormation's functions worked out, as far as the template uses them; a resource's attribute reads `{id.attribute}`. */
export const resolved = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolved);
  if (!isRecord(value)) return value;
  const [name = '', argument] = Object.entries(value)[0] ?? [];
  switch (name) {
    case 'Fn::Sub':
      return String(argument).replaceAll(/\$\{([^}]+)\}/g, (_, key: string) => PSEUDO[key] ?? `{${key}}`);
    case 'Fn::ImportValue':
      return IMPORTS[String(argument)] ?? `{import ${String(argument)}}`;
    case 'Fn::GetAtt':
      return Array.isArray(argument) ? `{${argument.join('.')}}` : argument;
    case 'Ref':
      return PSEUDO[String(argument)] ?? `{${String(argument)}}`;
    case 'Fn::Split': {
      const [separator, text] = resolved(argument) as [string, string];
      return text.split(separator);
    }
    case 'Fn::Join': {
      const [separator, parts] = resolved(argument) as [string, string[]];
      return parts.join(separator);
    }
    default:
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
  }
};

export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** The statements of a role, or of a managed policy, resolved. */
export const statementsOfRole = (role: Resource | undefined): readonly Statement[] => {
  const properties = resolved(role?.Properties) as Policy | { readonly Policies: readonly Policy[] };
  const policies = 'Policies' in properties ? properties.Policies : [properties];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
};

/** `*` at the end of a pattern stands for anything, as it does everywhere in the template. */
const matches = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;

/**
 * Whether statements allow an action on a resource; with a DynamoDB partition key, whether they do for that key.
 * Statements with other conditions are left out.
 */
export const allows = (
  statements: readonly Statement[],
  action: string,
  resource: string,
  partitionKey?: string,
): boolean =>
  statements.some(({ Effect, Action, Resource, Condition }) => {
    const keys = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
    return (
      Effect === 'Allow' &&
      Action.some((pattern) => matches(pattern, action)) &&
      [Resource].flat().some((pattern) => matches(pattern, resource)) &&
      (!Array.isArray(keys) || (partitionKey !== undefined && keys.some((key) => matches(key, partitionKey))))
    );
  });

export const topicArn = (topic: string): string => `${CLUSTER_ARN.replace(':cluster/', ':topic/')}/${topic}`;
export const groupArn = (group: string): string => `${CLUSTER_ARN.replace(':cluster/', ':group/')}/${group}`;
export const tableArn = (table: string): string =>
  `arn:aws:dynamodb:ap-south-1:123456789012:table/alpha-panda-dev-${table}`;

/** The resources of one type, by logical id. */
export const ofType = (
  resources: Readonly<Record<string, Resource>>,
  type: string,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> =>
  new Map(
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource.Properties as Readonly<Record<string, unknown>>]),
  );
