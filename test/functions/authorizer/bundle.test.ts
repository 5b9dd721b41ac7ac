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

const packagesIn = (inputs: readonly string[]): readonly string[] =>
  [...new Set(inputs.flatMap((input) => packageOf(input) ?? []))].sort();

/** All packages in the function's bundle, what is loaded later included. */
const packagesOf = async (entry: string): Promise<readonly string[]> =>
  packagesIn(Object.keys((await bundleOf(entry)).metafile.inputs));

/** The packages that loading the function loads: its module, and what that imports at once. */
const packagesAtStart = async (entry: string): Promise<readonly string[]> => {
  const { outputs } = (await bundleOf(entry)).metafile;
  const [first] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === entry) ?? [''];
  const inputs: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.add(path);
    inputs.push(...Object.keys(output.inputs));
    for (const { path: next, kind } of output.imports) if (kind === 'import-statement') visit(next);
  };
  visit(first);
  return packagesIn(inputs);
};

/** The AWS SDK, and what it brings along. */
const AWS = /^((@aws-sdk|@smithy|@aws-crypto|@aws)\/|(bowser|mnemonist|obliterator)$)/;

describe('the bundle of the authorizer', () => {
  it('has in it what deciding needs, and no Kafka, no Kite, and at start no metrics', async () => {
    const packages = (await packagesAtStart('functions/authorizer/handler.ts')).filter(
      (name) => !AWS.test(name),
    );

    expect(packages).toEqual([
      '@aws-lambda-powertools/commons',
      '@aws-lambda-powertools/logger',
      'jose',
      'zod',
    ]);
  });

  it('has no code that signs', async () => {
    const { metafile } = await bundleOf('functions/authorizer/handler.ts');
    const own = Object.keys(metafile.inputs).filter((input) => input.startsWith('shared/auth/'));

    expect(own).toContain('shared/auth/token-verifier.ts');
    expect(own.filter((input) => /sign|issuing|cipher|session-store/.test(input))).toEqual([]);
  });

  it('would show Kite and Kafka, which the function for logins has', async () => {
    expect(await packagesOf('functions/auth/api/handler.ts')).toEqual(
      expect.arrayContaining(['kafkajs', 'kiteconnect', '@aws-lambda-powertools/metrics']),
    );
  });
});
