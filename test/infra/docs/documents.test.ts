import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from '../../../infra/docs/documents.ts';
import { staleDocuments } from '../../../infra/docs/files.ts';
import { allTopics } from '../../../shared/events/topics.ts';
import { TABLES } from '../../../shared/ports/tables.ts';
import { SCOPE_SETTINGS, SETTINGS } from '../../../shared/settings/settings.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const DOCUMENTS = documents();

const contentOf = (path: string): string => {
  const found = DOCUMENTS.find((document) => document.path === path);
  if (found === undefined) throw new Error(`nothing generates ${path}`);
  return found.content;
};

describe('generated documents', () => {
  it('are up to date; if not: npm run docs', () => {
    expect(staleDocuments(ROOT, DOCUMENTS)).toEqual([]);
  });

  it('are the same each time they are generated', () => {
    expect(documents()).toEqual(DOCUMENTS);
  });

  it('name every topic, table and setting', () => {
    for (const { name } of allTopics())
      expect(contentOf('docs/generated/topics.md')).toContain(`\`${name}\``);
    for (const { name } of Object.values(TABLES)) {
      expect(contentOf('docs/generated/tables.md')).toContain(`\`${name}\``);
    }
    for (const name of Object.keys({ ...SETTINGS, ...SCOPE_SETTINGS })) {
      expect(contentOf('docs/generated/settings.md')).toContain(`\`${name}\``);
    }
  });

  it('link to files that exist', () => {
    for (const { path, content } of DOCUMENTS) {
      for (const [, target = ''] of content.matchAll(/\]\(([^)#:]+)\)/g)) {
        expect(existsSync(join(ROOT, dirname(path), target)), `${path} → ${target}`).toBe(true);
      }
    }
  });
});
