import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parsePsLine, parseStat, processesOf } from './process-table.ts';

describe('parseStat', () => {
  it('reads parent and processor time of a process whose name has spaces and parentheses', () => {
    const line = `4711 (node (a) b) S 12 4711 4711 0 -1 4194304 9 0 0 0 150 50 7 8 20 0 11 0 1 2 3`;

    expect(parseStat(line)).toEqual({ pid: 4711, parent: 12, processorSeconds: 2 });
  });
});

describe('parsePsLine', () => {
  it.each([
    ['  10   1  2048   0:01.50 node main.ts', 1.5],
    ['10 1 2048 00:01:30 node main.ts', 90],
    ['10 1 2048 1-01:00:00 node main.ts', 90_000],
  ])('reads %j', (line, processorSeconds) => {
    expect(parsePsLine(line)).toEqual({
      pid: 10,
      parent: 1,
      command: 'node main.ts',
      residentMb: 2,
      proportionalMb: undefined,
      processorSeconds,
    });
  });

  it('leaves out a line of another form', () => {
    expect(parsePsLine('')).toBeUndefined();
  });
});

describe('processesOf', () => {
  it('lists a process with all that it has started, and no other', async () => {
    const script = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], { stdio: 'inherit' });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const grandchild = await new Promise<number>((resolve) => {
      child.stdout.once('data', (text) => resolve(Number(text)));
    });

    const uses = await processesOf(child.pid ?? -1);
    for (const { pid } of uses) process.kill(pid, 'SIGKILL');

    expect(uses.map(({ pid }) => pid)).toEqual([child.pid, grandchild]);
    expect(uses[0]?.command).toContain('spawn');
    expect(Math.min(...uses.map(({ residentMb }) => residentMb))).toBeGreaterThan(1);
  });
});
