import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Where an input comes from: `@scope/name`, `name`, or undefined for our own files. */
const packageOf = (input: string): string | undefined =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)?.[1];

const bundleOf = (entry: string) =>
  build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outdir: 'none',
    splitting: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });

/** All packages in the function's bundle, what is loaded later included. */
const packagesOf = async (entry: string): Promise<readonly string[]> => {
  const { metafile } = await bundleOf(entry);
  const names = Object.keys(metafile.inputs).flatMap((input) => packageOf(input) ?? []);
  return [...new Set(names)].sort();
};

/** The AWS SDK, and what it brings along. */
const AWS = /^((@aws-sdk|@smithy|@aws-crypto|@aws)\/|(bowser|mnemonist|obliterator)$)/;

describe('the bundle of the authorizer', () => {
  it('has in it what deciding needs, and no Kafka, no Kite, no metrics', async () => {
    const packages = (await packagesOf('functions/authorizer/handler.ts')).filter((name) => !AWS.test(name));

    expect(packages).toEqual([
      '@aws-lambda-powertools/commons',
      '@aws-lambda-powertools/logger',
      'jose',
      'zod',
    ]);
  }, 30_000);

  it('has no code that signs', async () => {
    const { metafile } = await bundleOf('functions/authorizer/handler.ts');
    const own = Object.keys(metafile.inputs).filter((input) => input.startsWith('shared/auth/'));

    expect(own).toContain('shared/auth/token-verifier.ts');
    expect(own.filter((input) => /sign|key-ring|derive|cipher|session-store/.test(input))).toEqual([
      'shared/auth/key-ring.ts',
    ]);
  }, 30_000);

  it('would show Kite and Kafka, which the function for logins has', async () => {
    expect(await packagesOf('functions/auth/handler.ts')).toEqual(
      expect.arrayContaining(['kafkajs', 'kiteconnect', '@aws-lambda-powertools/metrics']),
    );
  }, 30_000);
});
