import { describe, expect, test } from 'vitest';
import { API_FUNCTIONS, AUTHORIZER } from '../../../infra/service/api.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { apiStatementsOf } from '../../../infra/stack/api-roles.ts';
import { statementsOf } from '../../../infra/stack/roles.ts';
import { deployment, REDPANDA } from '../deployments.ts';

/** Every action that can delete an item or a table, batches and PartiQL included. */
const DELETES = [
  /^dynamodb:(Delete|BatchWrite|PartiQL|ExecuteStatement|ExecuteTransaction|BatchExecute)/i,
  /^dynamodb:[^*]*\*/,
  /^\*/,
];

describe.each([
  ['MSK', deployment()],
  ['self-managed', deployment(REDPANDA)],
])('roles with %s Kafka', (_kafka, deployed) => {
  const roles = [
    ...STAGE_FUNCTIONS.map((stage) => [stage.name, statementsOf(deployed, stage)] as const),
    ...API_FUNCTIONS.map(
      (apiFunction) => [apiFunction.name, apiStatementsOf(deployed, apiFunction)] as const,
    ),
  ];

  test.each(roles)('%s deletes no item, not even in a batch', (_name, statements) => {
    const actions = statements.flatMap(({ Action }) => Action);

    expect(actions.filter((action) => DELETES.some((pattern) => pattern.test(action)))).toEqual([]);
    expect(actions.some((action) => action.startsWith('dynamodb:'))).toBe(true);
  });
});

test('the authorizer may note when a session was used, and change nothing else of one', () => {
  const apiFunction = API_FUNCTIONS.find(({ name }) => name === AUTHORIZER);
  const writing = (apiFunction === undefined ? [] : apiStatementsOf(deployment(), apiFunction)).filter(
    ({ Action }) => Action.some((action) => /^dynamodb:(Put|Update|Transact)/.test(action)),
  );

  expect(writing).toMatchObject([
    {
      Action: ['dynamodb:UpdateItem'],
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['account_id', 'last_active_at'] },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    },
  ]);
});
