import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const ENTRY = join(import.meta.dirname, '../feed-host/main.ts');

const minified = (): string => {
  const esbuild: typeof import('esbuild') = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
  });
  return outputFiles[0]?.text ?? '';
};

let built: string | undefined;

/**
 * The program in `infra/feed-host` as one text for `node --input-type=module --eval`. Compressed: an advanced parameter of SSM
 * holds 8,192 characters, and Serverless and CloudFormation would take template literals for variables.
 */
export const feedHostProgram = (): string => {
  built ??= [
    "import { brotliDecompressSync as d } from 'node:zlib';",
    `const code = d(Buffer.from('${brotliCompressSync(minified()).toString('base64')}', 'base64'));`,
    "await import('data:text/javascript;base64,' + code.toString('base64'));",
  ].join('\n');
  return built;
};
