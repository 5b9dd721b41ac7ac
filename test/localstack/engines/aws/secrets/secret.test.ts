import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findVersion,
  type Secret,
  secretArn,
  withVersion,
} from '../../../../../localstack/engines/aws/secrets/secret.ts';

const empty: Secret = {
  name: 'a',
  description: '',
  tags: [],
  versions: [],
  created_at: 1,
  changed_at: 1,
  deletion_at: null,
};

const labels = fc.uniqueArray(fc.constantFrom('AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'MINE'), {
  minLength: 1,
});

describe('a secret', () => {
  it('has each label on at most one version, and AWSCURRENT on exactly one, after any puts', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ id: fc.nat(5), stages: labels }), { minLength: 1 }), (puts) => {
        const secret = puts.reduce(
          (current, { id, stages }, time) =>
            withVersion(current, { id: String(id), value: { text: String(id) }, stages }, time),
          empty,
        );

        const held = secret.versions.flatMap(({ stages }) => stages);
        expect(new Set(held).size).toBe(held.length);
        expect(held.filter((stage) => stage === 'AWSCURRENT')).toHaveLength(1);
      }),
    );
  });

  it('drops the oldest unlabelled versions above a hundred', () => {
    let secret = empty;
    for (let index = 0; index < 150; index += 1) {
      secret = withVersion(
        secret,
        { id: String(index), value: { text: 'x' }, stages: ['AWSCURRENT'] },
        index,
      );
    }

    expect(secret.versions).toHaveLength(100);
    expect(findVersion(secret)?.id).toBe('149');
    expect(findVersion(secret, undefined, 'AWSPREVIOUS')?.id).toBe('148');
    expect(findVersion(secret, '49')).toBeUndefined();
  });

  it('is not found under an id and a label of different versions', () => {
    const one = withVersion(empty, { id: '1', value: { text: 'x' }, stages: ['AWSCURRENT'] }, 1);
    const two = withVersion(one, { id: '2', value: { text: 'y' }, stages: ['AWSCURRENT'] }, 2);

    expect(findVersion(two, '1', 'AWSPREVIOUS')?.id).toBe('1');
    expect(findVersion(two, '1', 'AWSCURRENT')).toBeUndefined();
  });

  it('has an ARN that differs by name', () => {
    const arns = ['a', 'b'].map((name) => secretArn(name, 'ap-south-1', '000000000000').slice(-6));

    expect(arns[0]).not.toBe(arns[1]);
  });
});
