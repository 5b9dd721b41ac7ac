import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { topicNames } from '../../infra/conventions/rules/topic-names.ts';
import { openSourceTree, virtualSourceTree } from '../../infra/conventions/source-tree.ts';

/** The review found producers that wrote topic names into their own code: their events went where nobody read. */
describe('finding: hard-coded topics', () => {
  it('no source file but the registry writes a topic name out', () => {
    const tree = openSourceTree(resolve(import.meta.dirname, '../..'));
    try {
      expect(tree.files.length).toBeGreaterThan(100);
      expect(topicNames.check(tree)).toEqual([]);
    } finally {
      tree.close();
    }
  });

  it('one that does is found, a name put together from parts too', () => {
    const tree = virtualSourceTree({
      'functions/trader/publish.ts':
        "export const all = (broker: string) => ['paper.orders.filled', broker + '.signals.raw'];\n",
    });
    try {
      expect(topicNames.check(tree)).toHaveLength(2);
    } finally {
      tree.close();
    }
  });
});
