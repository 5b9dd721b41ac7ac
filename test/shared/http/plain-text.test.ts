import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { WITHOUT_CONTROL_CHARACTERS } from '../../../shared/http/plain-text.ts';

const OPENAPI = resolve(import.meta.dirname, '../../../functions/health/api/openapi.json');

test('takes every character but those of the category Cc', () => {
  const differing: number[] = [];
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const character = String.fromCodePoint(point);
    if (WITHOUT_CONTROL_CHARACTERS.test(character) !== /^\P{Cc}$/u.test(character)) differing.push(point);
  }

  expect(differing).toEqual([]);
});

test('the API documents no pattern by Unicode categories, which few readers of OpenAPI know', () => {
  expect(readFileSync(OPENAPI, 'utf8').match(/"pattern": ".*\\\\[pP]\{.*"/g) ?? []).toEqual([]);
});
