import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { leanDynamo } from '../../../../shared/dynamo/lean/client.ts';

type Answer = readonly [status: number, body: string] | 'hang up' | 'silence';

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** A client whose endpoint gives these answers, one after another, and the requests that arrived there. */
const scripted = async (answers: readonly Answer[], timeoutMs?: number) => {
  const requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await bodyOf(request) });
    const answer = answers[requests.length - 1] ?? 'hang up';
    if (answer === 'silence') return;
    if (answer === 'hang up') request.socket.destroy();
    else response.writeHead(answer[0]).end(answer[1]);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let issued = 0;
  const client = leanDynamo({
    region: 'ap-south-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: async () => {
      issued += 1;
      return { accessKeyId: `key-${issued}`, secretAccessKey: 'secret' };
    },
    maxAttempts: 3,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return { client, requests };
};

const refusal = (type: string, more: object = {}): string =>
  JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no', ...more });

const read = new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } });

describe('leanDynamo', () => {
  it('names the operation and the media type, and signs the request', async () => {
    const { client, requests } = await scripted([[200, '{}']]);

    await client.send(read);

    expect(requests).toMatchObject([
      {
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          authorization: expect.stringContaining('Credential=key-1/'),
        },
        body: '{"TableName":"t","Key":{"id":{"S":"a"}}}',
      },
    ]);
  });

  it('carries binary values in lists, maps and sets, both ways', async () => {
    const bytes = Uint8Array.of(0, 127, 255);
    const item = { a: { B: bytes }, b: { BS: [bytes] }, c: { L: [{ M: { d: { B: bytes } } }] } };
    const wire = JSON.stringify(item, (_, value) => (value instanceof Uint8Array ? 'AH//' : value));
    const { client, requests } = await scripted([
      [200, '{}'],
      [200, `{"Item":${wire}}`],
      [200, `{"Responses":{"t":[${wire}]},"UnprocessedKeys":{"t":{"Keys":[${wire}]}}}`],
    ]);

    await client.send(
      new PutItemCommand({ TableName: 't', Item: { ...item, a: { B: Buffer.from(bytes) } } }),
    );
    const one = await client.send(read);
    const batch = await client.send(new BatchGetItemCommand({ RequestItems: {} }));

    expect(requests[0]?.body).toBe(`{"TableName":"t","Item":${wire}}`);
    expect(one.Item).toEqual(item);
    expect(batch.Responses).toEqual({ t: [item] });
    expect(batch.UnprocessedKeys?.t?.Keys).toEqual([item]);
  });

  it('throws the exception of the SDK for a failed condition, with the stored item, without a retry', async () => {
    const body = refusal('ConditionalCheckFailedException', { Item: { body: { B: 'AQ==' } } });
    const { client, requests } = await scripted([[400, body]]);

    const thrown = await client.send(read).then(
      () => undefined,
      (error: unknown) => error,
    );

    expect(thrown).toBeInstanceOf(ConditionalCheckFailedException);
    expect(thrown).toMatchObject({ message: 'no', Item: { body: { B: Uint8Array.of(1) } } });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ['a throttled request', [400, refusal('ProvisionedThroughputExceededException')]],
    ['an internal error', [500, refusal('InternalServerError')]],
    ['a proxy that answers with a page', [503, '<html>busy</html>']],
    ['a connection that closes without a reply', 'hang up'],
    ['a connection that answers nothing in time', 'silence'],
  ])('tries again after %s, with credentials of that moment', async (_, answer) => {
    const { client, requests } = await scripted([answer, [200, '{"Item":{"id":{"S":"a"}}}']], 2_000);

    const { Item } = await client.send(read);

    expect(Item).toEqual({ id: { S: 'a' } });
    expect(requests[1]?.headers.authorization).toContain('Credential=key-2/');
  });

  it('throws the last failure once its tries are used up', async () => {
    const busy: Answer = [500, refusal('InternalServerError')];
    const { client, requests } = await scripted([busy, busy, busy, busy]);

    await expect(client.send(read)).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    expect(requests).toHaveLength(3);
  });

  it('does not repeat a request that is refused for good', async () => {
    const { client, requests } = await scripted([[400, refusal('ResourceNotFoundException')]]);

    await expect(client.send(read)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(requests).toHaveLength(1);
  });

  it('refuses an operation that it does not know, and names it', async () => {
    const { client } = await scripted([]);

    await expect(client.send(new DeleteItemCommand({ TableName: 't', Key: {} }))).rejects.toMatchObject({
      code: 'UNKNOWN_OPERATION',
      message: expect.stringContaining('DeleteItemCommand'),
    });
  });
});
