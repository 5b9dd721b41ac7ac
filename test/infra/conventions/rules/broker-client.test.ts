import { expect, test } from 'vitest';
import { brokerClient } from '../../../../infra/conventions/rules/broker-client.ts';
import { findings } from '../support.ts';

test('finds clients of the broker in paper functions and in shared code that could pass them on', () => {
  expect(
    findings(brokerClient, {
      'functions/paper-trading-engine/execute.ts': "import '../../shared/kite/rest/kite-rest.ts';",
      'functions/strategy-runner/stage.ts': "export const a = () => import('kiteconnect');",
      'shared/market/prices.ts': "export * from '../kite/rest/send-get.ts';",
      'shared/kite/other.ts':
        "import type { KiteRest } from './rest/kite-rest.ts';\nexport type A = KiteRest;",
    }),
  ).toEqual([
    'functions/paper-trading-engine/execute.ts:1 a client of the broker is imported: ../../shared/kite/rest/kite-rest.ts',
    'functions/strategy-runner/stage.ts:1 a client of the broker is imported: kiteconnect',
    'shared/kite/other.ts:1 a client of the broker is imported: ./rest/kite-rest.ts',
    'shared/market/prices.ts:1 a client of the broker is imported: ../kite/rest/send-get.ts',
  ]);
});

test('accepts the functions that call Kite, the client itself and tests', () => {
  expect(
    findings(brokerClient, {
      'functions/history/adapters/kite-candles.ts': "import '../../../shared/kite/rest/kite-rest.ts';",
      'functions/auth/adapters/kite-client.ts': "import 'kiteconnect';",
      'shared/kite/rest/kite-rest.ts': "import './send-get.ts';",
      'test/shared/kite/rest/kite-rest.test.ts': "import '../../../../shared/kite/rest/kite-rest.ts';",
    }),
  ).toEqual([]);
});
