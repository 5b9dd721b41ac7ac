import { describe, expect, test } from 'vitest';
import { API_FUNCTIONS } from '../../infra/api.ts';
import { apiStatementsOf } from '../../infra/api-roles.ts';
import { statementsOf } from '../../infra/roles.ts';
import { STAGE_FUNCTIONS } from '../../infra/stages.ts';
import { deployment, REDPANDA } from './deployments.ts';

/** Whatever can take an item away, or a table: batches and PartiQL as well. */
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
    ...API_FUNCTIONS.map((door) => [door.name, apiStatementsOf(deployed, door)] as const),
  ];

  test.each(roles)('%s deletes no item, not even in a batch', (_name, statements) => {
    const actions = statements.flatMap(({ Action }) => Action);

    expect(actions.filter((action) => DELETES.some((pattern) => pattern.test(action)))).toEqual([]);
    expect(actions.some((action) => action.startsWith('dynamodb:'))).toBe(true);
  });
});
