import { describe, expect, it } from 'vitest';
import { pureImports } from '../../../../infra/conventions/rules/pure-imports.ts';
import { findings } from '../support.ts';

describe('pure-imports', () => {
  it('finds AWS, Kafka, the broker and the disk in pure code, type imports and dynamic imports included', () => {
    expect(
      findings(pureImports, {
        'functions/a/stage.ts': [
          "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
          "import type { Kafka } from 'kafkajs';",
          "import { readFileSync } from 'node:fs';",
          "export const later = () => import('kiteconnect');",
          'export type Uses = [DynamoDBClient, Kafka, typeof readFileSync];',
        ].join('\n'),
        'shared/kernel/a.ts': "import '../kafka/publisher.ts';\nimport '../dynamo/client.ts';",
        'shared/market/b.ts': "export * from '../lambda/stage-handler.ts';",
      }),
    ).toEqual([
      'functions/a/stage.ts:1 pure code imports @aws-sdk/client-dynamodb',
      'functions/a/stage.ts:2 pure code imports kafkajs',
      'functions/a/stage.ts:3 pure code imports node:fs',
      'functions/a/stage.ts:4 pure code imports kiteconnect',
      'shared/kernel/a.ts:1 pure code imports ../kafka/publisher.ts',
      'shared/kernel/a.ts:2 pure code imports ../dynamo/client.ts',
      'shared/market/b.ts:1 pure code imports ../lambda/stage-handler.ts',
    ]);
  });

  it('accepts pure code, schemas and digests in pure code, and all imports in handlers and adapters', () => {
    expect(
      findings(pureImports, {
        'functions/a/stage.ts':
          "import * as z from 'zod';\nimport { hash } from 'node:crypto';\nimport './state.ts';\nimport '../../shared/money.ts';\nimport '../../shared/kernel/ports.ts';\nimport '../../shared/ports/tables.ts';\nexport const a = [z, hash];",
        'functions/a/handler.ts': "import '../../shared/lambda/stage-handler.ts';\nimport '@middy/core';",
        'functions/a/api/handler.ts': "import '@middy/core';",
        'shared/kafka/publisher.ts': "import 'kafkajs';",
        'localstack/a.ts': "import 'node:fs';",
      }),
    ).toEqual([]);
  });
});
