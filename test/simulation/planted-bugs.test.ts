import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { mutated, sourceOf } from './plant.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const run = promisify(execFile);

describe('planted bugs', () => {
  it.each(PLANTED_BUGS)('can still be planted: $name', (bug) => {
    const source = sourceOf(bug);

    expect(mutated(bug, source)).not.toBe(source);
  });

  it('names the remedy if the text of a bug has changed', () => {
    const bug = { name: 'gone', file: 'shared/errors.ts', text: 'nowhere', replacement: '' };

    expect(() => mutated(bug, 'something else')).toThrow(
      /stands 0 times in shared\/errors\.ts, not once\. Plant/,
    );
  });

  it('are found by the simulation, every sixth of them', async () => {
    const { stdout } = await run(process.execPath, [
      'test/simulation/main.ts',
      ...['--bugs', '--every', '6'],
    ]);

    expect(stdout).toMatch(/^\d+ bugs, 0 not found$/m);
  });
});
