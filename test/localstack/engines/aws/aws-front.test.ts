import { request } from 'node:http';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsFront } from '../../../../localstack/engines/aws/aws-front.ts';
import { startEmbeddedAws } from '../../../../localstack/engines/aws/embedded-aws.ts';
import { dynamoClient } from './clients.ts';

describe('the embedded AWS endpoint', () => {
  let aws: AwsFront;

  beforeEach(async () => {
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
  });

  afterEach(() => aws.close());

  it('refuses every stage except local', async () => {
    await expect(startEmbeddedAws({ port: 0, stage: 'prod' })).rejects.toThrow(/refuses stage "prod"/);
  });

  it('reports a taken port in one line', async () => {
    const second = startEmbeddedAws({ port: aws.port, stage: 'local' });

    await expect(second).rejects.toThrow(new RegExp(`^Port ${aws.port} .* is taken by another process: .*$`));
  });

  it("reports health on LocalStack's path", async () => {
    const response = await fetch(`${aws.endpoint}/_localstack/health`);

    expect(await response.json()).toMatchObject({
      services: { dynamodb: 'running', secretsmanager: 'running' },
    });
  });

  it('answers to loopback names only, so that no web page can reach it by its own name', async () => {
    const status = await post(
      aws.port,
      { host: 'attacker.example', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      '{}',
    );

    expect(status).toBe(403);
  });

  it('names its services to a request for another one', async () => {
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter' },
    });

    expect(response.status).toBe(400);
    expect(await response.text()).toContain('this endpoint serves DynamoDB_20120810, secretsmanager');
  });

  it('refuses a request above 16 MB', async () => {
    const headers = {
      'x-amz-target': 'DynamoDB_20120810.PutItem',
      'content-length': String(16 * 1024 * 1024 + 1),
    };

    expect(await post(aws.port, headers, '')).toBe(413);
  });

  it('closes while a client keeps connections open', async () => {
    const client = dynamoClient(aws.endpoint);
    await client.send(new ListTablesCommand({}));

    await aws.close();

    await expect(fetch(aws.endpoint)).rejects.toThrow();
    client.destroy();
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
  });

  it('passes on the answer of an upstream DynamoDB, and reports a missing one', async () => {
    const front = await startEmbeddedAws({ port: 0, stage: 'local', dynamoUpstream: aws.endpoint });
    const client = dynamoClient(front.endpoint);
    const answered = await client.send(new ListTablesCommand({}));
    await aws.close();

    const unanswered = client.send(new ListTablesCommand({}));

    expect(answered.TableNames).toEqual([]);
    await expect(unanswered).rejects.toThrow(/DynamoDB at http:\/\/127.0.0.1:\d+ did not answer/);
    client.destroy();
    await front.close();
    aws = await startEmbeddedAws({ port: 0, stage: 'local' });
  });
});

const post = (port: number, headers: Record<string, string>, body: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    if (headers['content-length'] === undefined) {
      outgoing.end(body);
    } else {
      outgoing.flushHeaders();
    }
  });
