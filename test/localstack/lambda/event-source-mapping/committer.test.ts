import { describe, expect, it } from 'vitest';
import { Committer } from '../../../../localstack/lambda/event-source-mapping/committer.ts';
import { flushPromises, ManualClock } from './support.ts';

/** A broker that answers when told. */
class Broker {
  readonly clock = new ManualClock();
  readonly sent: [number, number][][] = [];
  readonly failures: string[] = [];
  committed = 0;
  #answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  readonly committer: Committer;

  constructor(everyMs = 0) {
    this.committer = new Committer({
      everyMs,
      commit: (offsets) => {
        this.sent.push([...offsets]);
        return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
      },
      classify: (error) => (error instanceof Error && error.message === 'fenced' ? 'fenced' : 'retry'),
      clock: this.clock,
      onCommitted: (records) => {
        this.committed += records;
      },
      onError: (_, failure) => this.failures.push(failure),
    });
  }

  async answer(error?: Error): Promise<void> {
    await flushPromises();
    const answer = this.#answers.shift();
    if (error === undefined) answer?.resolve();
    else answer?.reject(error);
    await flushPromises();
  }
}

describe('Committer', () => {
  it('commits partitions that end together in one request', async () => {
    const broker = new Broker();

    broker.committer.request(0, 10, 10);
    broker.committer.request(1, 5, 5);
    await broker.answer();

    expect(broker.sent).toEqual([
      [
        [0, 10],
        [1, 5],
      ],
    ]);
    expect(broker.committed).toBe(15);
  });

  it('gathers what comes while a commit is under way', async () => {
    const broker = new Broker();
    broker.committer.request(0, 10, 10);
    await flushPromises();

    broker.committer.request(0, 20, 10);
    broker.committer.request(0, 30, 10);
    await broker.answer();
    await broker.answer();

    expect(broker.sent).toEqual([[[0, 10]], [[0, 30]]]);
    expect(broker.committed).toBe(30);
  });

  it('gathers what comes shortly after a commit', async () => {
    const broker = new Broker(20);
    broker.committer.request(0, 10, 10);
    await broker.answer();

    broker.committer.request(0, 11, 1);
    await broker.clock.advance(19);
    broker.committer.request(0, 12, 1);
    expect(broker.sent).toEqual([[[0, 10]]]);

    await broker.clock.advance(1);
    await broker.answer();
    expect(broker.sent).toEqual([[[0, 10]], [[0, 12]]]);
    expect(broker.committed).toBe(12);

    await broker.clock.advance(20);
    broker.committer.request(0, 13, 1);
    await flushPromises();
    expect(broker.sent).toHaveLength(3);
  });

  it('does not commit after its end what it has gathered', async () => {
    const broker = new Broker(20);
    broker.committer.request(0, 10, 10);
    await broker.answer();
    broker.committer.request(0, 11, 1);
    await flushPromises();

    broker.committer.close();
    await broker.clock.advance(20);
    await broker.committer.flush();

    expect(broker.sent).toEqual([[[0, 10]]]);
  });

  it('tries again, with the newest position', async () => {
    const broker = new Broker();
    broker.committer.request(0, 10, 10);
    await broker.answer(new Error('not now'));

    broker.committer.request(0, 20, 10);
    await broker.clock.advance(200);
    await broker.answer();

    expect(broker.sent).toEqual([[[0, 10]], [[0, 20]]]);
    expect(broker.committed).toBe(20);
    expect(broker.failures).toEqual(['retry']);
  });

  it('drops everything when its generation is fenced', async () => {
    const broker = new Broker();
    broker.committer.request(0, 10, 10);
    await broker.answer(new Error('fenced'));

    broker.committer.request(0, 20, 10);
    await broker.clock.advance(10_000);

    expect(broker.sent).toHaveLength(1);
    expect(broker.failures).toEqual(['fenced']);
  });

  it('reports no failure after it was closed', async () => {
    const broker = new Broker();
    broker.committer.request(0, 10, 10);
    await flushPromises();

    broker.committer.close();
    await broker.answer(new Error('fenced'));

    expect(broker.failures).toEqual([]);
  });

  it('is flushed when the broker has answered', async () => {
    const broker = new Broker();
    broker.committer.request(0, 10, 10);
    let flushed = false;
    const flush = broker.committer.flush().then(() => {
      flushed = true;
    });
    await flushPromises();
    expect(flushed).toBe(false);

    await broker.answer();
    await flush;

    expect(flushed).toBe(true);
  });
});
