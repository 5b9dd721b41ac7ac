import { describe, expect, it } from 'vitest';
import {
  AlphaPandaError,
  messageOf,
  PoisonError,
  RefusalError,
  SettingsError,
  TransientError,
} from '../../shared/errors.ts';

describe('errors', () => {
  it.each([AlphaPandaError, TransientError, PoisonError, RefusalError])('%s has its name', (Class) => {
    expect(new Class('X', 'x').name).toBe(Class.name);
  });

  it('have a code, a message, the name of their class and what they wrap', () => {
    const cause = new Error('socket hang up');
    const error = new PoisonError('BAD_JSON', 'the value is not JSON', { cause });

    expect(error).toBeInstanceOf(AlphaPandaError);
    expect(error).toMatchObject({
      name: 'PoisonError',
      code: 'BAD_JSON',
      message: 'the value is not JSON',
      cause,
    });
  });

  it('have no cause if none is given', () => {
    expect('cause' in new PoisonError('X', 'x')).toBe(false);
  });

  it.each([
    [new TransientError('KAFKA_UNREACHABLE', 'x'), 'retry'],
    [new PoisonError('BAD_JSON', 'x'), 'never'],
    [new RefusalError('PARTITION_COUNT_CHANGED', 'x'), 'never'],
    [new SettingsError('x'), 'never'],
    [new AlphaPandaError('X', 'x', { retry: 'retry' }), 'retry'],
  ])('%s states whether a retry can succeed: %s', (error, retry) => {
    expect(error.retry).toBe(retry);
  });

  it('of settings share one code', () => {
    expect(new SettingsError('x', 'why')).toMatchObject({
      name: 'SettingsError',
      code: 'SETTINGS_INVALID',
      cause: 'why',
    });
  });
});

describe('messageOf', () => {
  it.each([
    [new Error('a'), 'a'],
    ['b', 'b'],
    [undefined, 'undefined'],
    [{ toString: (): string => 'c' }, 'c'],
  ])('every thrown value has one', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
