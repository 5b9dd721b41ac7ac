import { describe, expect, it } from 'vitest';
import { Stoppables } from '../../../../localstack/dev/start/stoppables.ts';

const recording = () => {
  const events: string[] = [];
  const stoppables = new Stoppables((failure) => events.push(failure));
  const add = (name: string) => stoppables.add(name, () => events.push(`${name} stopped`));
  return { stoppables, events, add };
};

describe('a list of stoppables', () => {
  it('stops everything in reverse order, each after the last has ended', async () => {
    const { stoppables, events, add } = recording();
    add('engines');
    stoppables.add('functions', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      events.push('functions stopped');
    });

    await stoppables.stop();

    expect(events).toEqual(['functions stopped', 'engines stopped']);
  });

  it('reports a failure once and stops the rest', async () => {
    const { stoppables, events, add } = recording();
    add('engines');
    stoppables.add('watcher', () => Promise.reject(new Error('no broker')));
    stoppables.add('dashboard', () => {
      throw new Error('no screen');
    });

    await stoppables.stop();
    await stoppables.stop();

    expect(events).toEqual([
      'dashboard did not stop: no screen',
      'watcher did not stop: no broker',
      'engines stopped',
    ]);
  });

  it('stops what is added after the end', async () => {
    const { stoppables, events, add } = recording();
    add('engines');
    await stoppables.stop();

    add('functions');
    await stoppables.stop();

    expect(events).toEqual(['engines stopped', 'functions stopped']);
  });
});
