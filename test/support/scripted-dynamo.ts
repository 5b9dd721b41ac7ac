import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface ScriptedDynamo {
  readonly client: DynamoDBClient;
  /** The inputs of the calls that were made. */
  readonly inputs: readonly object[];
}

/** A DynamoDB client that answers from a script, call by call: an output, or an error to throw. The last answer is repeated. */
export const scriptedDynamo = (answers: readonly (object | Error)[]): ScriptedDynamo => {
  const inputs: object[] = [];
  const client = new DynamoDBClient({
    region: 'ap-south-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  client.middlewareStack.add(
    () => async (args) => {
      const answer = answers[Math.min(inputs.length, answers.length - 1)];
      inputs.push(structuredClone(args.input));
      if (answer instanceof Error) throw answer;
      return { output: { $metadata: {}, ...answer }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, inputs };
};
