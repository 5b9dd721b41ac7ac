import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';

/** Emulates Lambda's runtime: `invoke.ts <module> <event file>` imports the handler and calls it once. */

const context = (functionName: string): Context => ({
  awsRequestId: '4b7a3c52-2d1e-4f0a-9c3b-6d5e8f7a9b0c',
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:ap-south-1:123456789012:function:${functionName}`,
  memoryLimitInMB: '512',
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

const [, , module = '', eventFile = ''] = process.argv;
const { handler } = await import(module);
const response: unknown = await handler(JSON.parse(readFileSync(eventFile, 'utf8')), context('test'));
// The handler's connections would keep the process alive, as they keep a Lambda environment warm.
process.stdout.write(`RESPONSE ${JSON.stringify(response)}\n`, () => process.exit(0));
