import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('the codecs are registered in plain Node, which sees fewer names of kafkajs than the test runner', async () => {
  const script = `
    import { registerCodecs } from './localstack/engines/kafka/codecs/kafkajs-codecs.ts';
    import kafkajs from 'kafkajs';
    registerCodecs();
    const { decompress, compress } = kafkajs.CompressionCodecs[2]();
    console.log(String(await decompress(await compress({ buffer: Buffer.from('plain') }))));`;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);

  expect(stdout).toBe('plain\n');
});
