import { describe, expect, it } from 'vitest';
import { topicNames } from '../../../../infra/conventions/rules/topic-names.ts';
import { findings } from '../support.ts';

describe('topic-names', () => {
  it('finds a topic name or its suffix in every kind of string', () => {
    expect(
      findings(topicNames, {
        'functions/a/stage.ts':
          "export const topic = 'market.ticks';\n\nexport const other = `paper.orders.filled`;",
        'localstack/b.ts': `export const raw = (broker: string) => \`\${broker}.signals.raw\`;`,
        'infra/c.ts': `export const letters = (topic: string) => \`\${topic}.dlq\`;`,
        'shared/d.ts': "export const text = 'publishes to zerodha.signals.validated only';",
      }),
    ).toEqual([
      'functions/a/stage.ts:1 the text "market.ticks" contains a topic name',
      'functions/a/stage.ts:3 the text "paper.orders.filled" contains a topic name',
      'infra/c.ts:1 the text ".dlq" contains a topic name',
      'localstack/b.ts:1 the text ".signals.raw" contains a topic name',
      'shared/d.ts:1 the text "publishes to zerodha.signals.validated only" contains a topic name',
    ]);
  });

  it('accepts topic names in the registry, tests and comments, and other names', () => {
    expect(
      findings(topicNames, {
        'shared/events/topics.ts': "export const name = 'market.ticks';",
        'test/a.test.ts': "export const name = 'market.ticks';",
        'functions/a/stage.ts': "// reads market.ticks\nexport const name = 'market.hours';",
      }),
    ).toEqual([]);
  });

  it('accepts topic names in JSON documents that code imports', () => {
    expect(
      findings(topicNames, {
        'functions/a/document.json': '{ "topic": "market.ticks" }',
        'functions/a/stage.ts':
          "import document from './document.json' with { type: 'json' };\nexport { document };",
      }),
    ).toEqual([]);
  });
});
