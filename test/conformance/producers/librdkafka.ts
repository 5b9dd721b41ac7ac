import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HANG_MS } from '../../support/eventually.ts';
import { pythonTool } from '../../support/python-tool.ts';
import type { Send } from './producer.ts';

const run = promisify(execFile);

const tool = await pythonTool('librdkafka');

/** Why it cannot be had here; undefined where it can. */
export const whyNoLibrdkafka = tool.found ? undefined : tool.reason;

/** A producer on librdkafka, which most producers outside of Java and Node are made of. */
export const librdkafkaProducer: Send = async ({ brokers, topic, codec, values }) => {
  if (!tool.found) throw new Error(`${tool.reason}: in CI this test must run`);
  const sending = run(tool.command, [join(import.meta.dirname, 'send.py')], {
    env: { ...process.env, ...tool.environment },
    timeout: HANG_MS,
  });
  sending.child.stdin?.end(JSON.stringify({ brokers, topic, codec, values }));
  await sending;
};
