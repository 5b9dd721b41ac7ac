import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../../../support/eventually.ts';

const MODULE = path.resolve(
  import.meta.dirname,
  '../../../../../localstack/lambda/event-source-mapping/plugin/deferred-signals.ts',
);

/** A process that stops in `stopMs`, with a listener registered later that would end it at once. */
const start = (
  stopMs: number,
  later = `process.on('SIGINT', () => { say('later'); process.exit(0); }); process.on('SIGTERM', () => { say('later'); process.exit(0); });`,
) => {
  const script = `
    import { writeSync } from 'node:fs';
    import { stopBeforeOthers } from ${JSON.stringify(MODULE)};
    const say = (word) => writeSync(1, word + ' ');
    stopBeforeOthers(async () => { say('stopping'); await new Promise((resolve) => setTimeout(resolve, ${stopMs})); say('stopped'); });
    ${later}
    setTimeout(() => {}, 20_000);
    setImmediate(() => say('ready'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const says = (word: string) =>
    until(
      () => output.includes(word),
      () => `${word}, it said ${output}`,
    );
  return { child, exited, says, output: () => output.trim() };
};

describe('stopBeforeOthers', () => {
  it.each([['SIGINT'], ['SIGTERM']] as const)(
    'finishes on %s before listeners that were added later',
    async (signal) => {
      const { child, exited, says, output } = start(100);
      await says('ready');

      child.kill(signal);

      expect(await exited).toBe(0);
      expect(output()).toBe('ready stopping stopped later');
    },
  );

  it('ends the process itself when no other listener exists', async () => {
    const { child, exited, says, output } = start(10, '');
    await says('ready');

    child.kill('SIGTERM');

    expect(await exited).toBe(0);
    expect(output()).toBe('ready stopping stopped');
  });

  it('takes the signal of a terminal and that of a parent for one', async () => {
    const { child, exited, says, output } = start(200);
    await says('ready');

    child.kill('SIGINT');
    await says('stopping');
    child.kill('SIGINT');
    child.kill('SIGTERM');

    expect(await exited).toBe(0);
    expect(output()).toBe('ready stopping stopped later');
  });

  it('ends at once when asked again', async () => {
    const { child, exited, says, output } = start(15_000);
    await says('ready');
    child.kill('SIGINT');
    await says('stopping');

    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGINT');

    expect(await exited).toBe(130);
    expect(output()).toBe('ready stopping');
  });
});
