import { describe, expect, it } from 'vitest';
import { parseStartOptions, USAGE } from '../../../../localstack/dev/start/options.ts';

describe('options of npm start', () => {
  it('have defaults', () => {
    expect(parseStartOptions([])).toEqual({
      kafkaPort: 9092,
      awsPort: 4566,
      kitePort: 4570,
      httpPort: 3000,
      lambdaPort: 3002,
      ticksPerSecond: 4,
      pace: 'real',
      seed: 'alpha-panda',
      feed: true,
      folder: undefined,
      verbose: false,
      help: false,
    });
  });

  it('take the given values', () => {
    const options = parseStartOptions([
      '--kafka-port',
      '19092',
      '--no-feed',
      '--pace',
      '10x',
      '--ticks-per-second',
      '0.5',
    ]);

    expect(options).toMatchObject({ kafkaPort: 19_092, feed: false, pace: '10x', ticksPerSecond: 0.5 });
  });

  it.each([
    ['--kafka-port', '0'],
    ['--aws-port', '65536'],
    ['--http-port', 'eighty'],
    ['--lambda-port', '30.5'],
    ['--ticks-per-second', '0'],
    ['--ticks-per-second', '1001'],
  ])('%s %s is refused by its name and value', (option, value) => {
    const parse = () => parseStartOptions([option, value]);

    expect(parse).toThrow(`${option} is "${value}"`);
  });

  it('refuse an unknown option', () => {
    expect(() => parseStartOptions(['--port', '1'])).toThrow('--port');
  });

  it('appear in the usage text with their defaults', () => {
    for (const word of [
      '--kafka-port',
      '9092',
      '--aws-port',
      '4566',
      '--http-port',
      '3000',
      '--lambda-port',
      '3002',
    ]) {
      expect(USAGE).toContain(word);
    }
  });
});
