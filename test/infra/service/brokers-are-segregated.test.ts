import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { riskManager } from '../../../functions/risk-manager/stage.ts';
import { STAGE_FUNCTIONS } from '../../../infra/service/stages.ts';
import { createEvent } from '../../../shared/events/create.ts';
import { ALPHA_PANDA, uuidV5 } from '../../../shared/events/ids.ts';
import { deadLetterTopic, topicsFor } from '../../../shared/events/topics.ts';
import { DEAD_LETTER_HEADERS } from '../../../shared/kernel/dead-letter.ts';
import { headerOf } from '../../../shared/ports/record.ts';
import { context, NOON } from '../../functions/risk-manager/fixtures.ts';
import { kernelIn, world } from '../../support/kernel.ts';
import { kafkaEvent, record } from '../../support/records.ts';

const PAPER = topicsFor('paper');
const ZERODHA = topicsFor('zerodha');
const of = (scope: string) => STAGE_FUNCTIONS.filter((stage) => stage.scope === scope);
const names = (topics: object): readonly string[] =>
  Object.values(topics).flatMap(({ name }: { name: string }) => [name, deadLetterTopic(name)]);

/** Paper and live trading share no topic, so no flag in a message can mix them. */
describe('segregation of the brokers', () => {
  it('turns a paper event on a zerodha topic into a dead letter without a verdict', async () => {
    const memory = world();
    const kernel = kernelIn(memory, riskManager('zerodha'), { loadContext: async () => context(NOON) });
    const signal = createEvent(
      PAPER.signalsRaw,
      'trading_signal',
      {
        strategy_id: 'momentum-1',
        instrument_token: 256265,
        signal_type: 'BUY',
        quantity: 1,
        timestamp: '2022-06-16T04:00:00.000Z',
      },
      { id: uuidV5(ALPHA_PANDA, 'stray'), ts: '2022-06-16T04:00:00.000Z', source: 'strategy-runner' },
    );
    const value = Buffer.from(JSON.stringify(signal));

    await kernel.handle(kafkaEvent([record({ topic: ZERODHA.signalsRaw.name, value })]));

    const [letter, ...others] = memory.log.read(deadLetterTopic(ZERODHA.signalsRaw.name));
    expect(others).toEqual([]);
    expect(letter?.value).toEqual(value);
    expect(letter && String(headerOf(letter, DEAD_LETTER_HEADERS.reason))).toBe('WRONG_BROKER');
    for (const topic of [ZERODHA.signalsValidated, ZERODHA.signalsRejected]) {
      expect(memory.log.read(topic.name)).toEqual([]);
    }
  });

  it('gives no function of one broker a topic of the other', () => {
    const touched = (scope: string) =>
      of(scope).flatMap(({ consumes, produces }) => [...consumes, ...produces]);

    expect(touched('paper').filter((topic) => names(ZERODHA).includes(topic))).toEqual([]);
    expect(touched('zerodha').filter((topic) => names(PAPER).includes(topic))).toEqual([]);
  });

  it('keeps the client of the live broker out of the bundles of paper functions', async () => {
    const paper = of('paper').map(({ folder }) => `functions/${folder}/handler.ts`);
    const { metafile, outputFiles } = await build({
      entryPoints: [...new Set(paper)],
      outdir: 'unwritten',
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });

    expect(paper).toContain('functions/paper-trading-engine/handler.ts');
    const own = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules'));
    expect(own.length).toBeGreaterThan(50);
    expect(Object.keys(metafile.inputs).filter((path) => /kite|zerodha/i.test(path))).toEqual([]);
    for (const { path, text } of outputFiles) expect(text.includes('kite.trade'), path).toBe(false);
  });
});
