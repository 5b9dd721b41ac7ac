import { describe, expect, it } from 'vitest';
import { fileSize } from '../../../../infra/conventions/rules/file-size.ts';
import { handlerSize } from '../../../../infra/conventions/rules/handler-size.ts';
import { findings } from '../support.ts';

const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => `export const a${n} = ${n};`)
    .join('\n')
    .concat('\n');

describe('sizes', () => {
  it('a handler has forty lines at most', () => {
    expect(
      findings(handlerSize, {
        'functions/a/handler.ts': lines(40),
        'functions/b/handler.ts': lines(41),
        'functions/c/api/handler.ts': lines(41),
        'functions/d/stage.ts': lines(41),
      }),
    ).toEqual([
      'functions/b/handler.ts:41 a handler of 41 lines; 40 at most',
      'functions/c/api/handler.ts:41 a handler of 41 lines; 40 at most',
    ]);
  });

  it('a file has 350 lines at most, a test as many as it needs', () => {
    expect(
      findings(fileSize, {
        'shared/a.ts': lines(350),
        'localstack/b.ts': lines(351),
        'test/c.test.ts': lines(351),
      }),
    ).toEqual(['localstack/b.ts:351 351 lines; 350 at most']);
  });
});
