import { describe, expect, it } from 'vitest';
import { chooseEngines, whyNotHere } from '../../../localstack/experiments/engines.ts';

describe('chooseEngines', () => {
  it('takes the embedded engines where nothing is said', () => {
    expect(chooseEngines({}, false)).toEqual({ kind: 'embedded' });
  });

  it('takes the real ones where asked to', () => {
    expect(chooseEngines({}, true)).toEqual({ kind: 'real' });
  });

  it('takes those that the environment names before all others, if it names both', () => {
    const named = { KAFKA_BROKERS: 'b:9092', AWS_ENDPOINT_URL: 'http://a:4566' };

    expect(chooseEngines(named, true)).toEqual({
      kind: 'foreign',
      kafkaBrokers: 'b:9092',
      awsEndpointUrl: 'http://a:4566',
    });
    expect(chooseEngines({ KAFKA_BROKERS: 'b:9092' }, false)).toEqual({ kind: 'embedded' });
  });

  it('has the embedded engines everywhere', async () => {
    expect(await whyNotHere({ kind: 'embedded' })).toBeUndefined();
  });
});
