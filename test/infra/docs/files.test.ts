import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staleDocuments, writeDocuments } from '../../../infra/docs/files.ts';

const WHOLE = { path: 'docs/generated/a/topics.md', content: '# Topics\n' };
const BLOCK = { path: 'docs/guide.md', block: 'strategies', content: 'the reference\n' };
const GUIDE = 'Before.\n<!-- generated: strategies -->\nold\n<!-- end -->\nAfter.\n';

describe('generated documents on disk', () => {
  let root: string;
  const file = (path: string) => join(root, path);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(file(path)), { recursive: true });
    writeFileSync(file(path), content);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'docs-'));
    write('docs/guide.md', GUIDE);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('are stale while they are missing, and not when they are written', () => {
    expect(staleDocuments(root, [WHOLE, BLOCK])).toEqual([WHOLE.path, BLOCK.path]);

    expect(writeDocuments(root, [WHOLE, BLOCK])).toEqual([WHOLE.path, BLOCK.path]);

    expect(staleDocuments(root, [WHOLE, BLOCK])).toEqual([]);
    expect(writeDocuments(root, [WHOLE, BLOCK])).toEqual([]);
    expect(readFileSync(file(WHOLE.path), 'utf8')).toBe('# Topics\n');
  });

  it('keep the text around a block', () => {
    writeDocuments(root, [BLOCK]);

    expect(readFileSync(file(BLOCK.path), 'utf8')).toBe(
      'Before.\n<!-- generated: strategies -->\n\nthe reference\n\n<!-- end -->\nAfter.\n',
    );
  });

  it('are stale after an edit', () => {
    writeDocuments(root, [WHOLE, BLOCK]);

    write(WHOLE.path, '# Themes\n');
    expect(staleDocuments(root, [WHOLE, BLOCK])).toEqual([WHOLE.path]);
    write(BLOCK.path, readFileSync(file(BLOCK.path), 'utf8').replace('Before', 'Earlier'));
    expect(staleDocuments(root, [WHOLE, BLOCK])).toEqual([WHOLE.path]);
  });

  it('that no generator makes any more are stale, and removed', () => {
    writeDocuments(root, [WHOLE]);
    write('docs/generated/schemas/gone.v1.json', '{}');

    expect(staleDocuments(root, [WHOLE])).toEqual(['docs/generated/schemas/gone.v1.json']);
    writeDocuments(root, [WHOLE]);

    expect(existsSync(file('docs/generated/schemas/gone.v1.json'))).toBe(false);
    expect(existsSync(file('docs/guide.md'))).toBe(true);
  });

  it('say which block is missing in which page', () => {
    write('docs/guide.md', 'nothing here');

    expect(() => staleDocuments(root, [BLOCK])).toThrow(
      'docs/guide.md has no "<!-- generated: strategies -->" followed by "<!-- end -->" to write between',
    );
  });
});
