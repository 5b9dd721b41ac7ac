import { describe, expect, it } from 'vitest';
import { topicNames } from '../../../../infra/conventions/rules/topic-names.ts';
import { findings } from '../support.ts';

/** An event on a topic whose name is written by hand reaches no reader. */
describe('topic-names', () => {
  it('finds a name written out, whole or in parts, in any kind of string', () => {
    expect(
      findings(topicNames, {
        'functions/a/stage.ts':
          "export const topic = 'market.ticks';\n\nexport const other = `paper.orders.filled`;",
        'localstack/b.ts': `export const raw = (broker: string) => \`\${broker}.signals.raw\`;`,
        'infra/c.ts': `export const letters = (topic: string) => \`\${topic}.dlq\`;`,
        'shared/d.ts': "export const says = 'publishes to zerodha.signals.validated only';",
      }),
    ).toEqual([
      'functions/a/stage.ts:1 the topic name "market.ticks" is written out',
      'functions/a/stage.ts:3 the topic name "paper.orders.filled" is written out',
      'infra/c.ts:1 the topic name ".dlq" is written out',
      'localstack/b.ts:1 the topic name ".signals.raw" is written out',
      'shared/d.ts:1 the topic name "publishes to zerodha.signals.validated only" is written out',
    ]);
  });

  it('leaves the registry, tests, comments and other names alone', () => {
    expect(
      findings(topicNames, {
        'shared/events/topics.ts': "export const name = 'market.ticks';",
        'test/a.test.ts': "export const name = 'market.ticks';",
        'functions/a/stage.ts': "// reads market.ticks\nexport const name = 'market.hours';",
      }),
    ).toEqual([]);
  });

  it('leaves documents alone that code imports', () => {
    expect(
      findings(topicNames, {
        'functions/a/document.json': '{ "topic": "market.ticks" }',
        'functions/a/stage.ts':
          "import document from './document.json' with { type: 'json' };\nexport { document };",
      }),
    ).toEqual([]);
  });
});
