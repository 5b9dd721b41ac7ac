import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/*
 * npm runs this in the folder of a workspace, before and after `npm pack` and `npm publish`. Node runs TypeScript in
 * this repository, but not in node_modules. So the packed package.json names the compiled files of dist/.
 *   node infra/commands/package-manifest.ts compiled   prepack: "./index.ts" → "./dist/index.js"
 *   node infra/commands/package-manifest.ts sources    postpack: the reverse, and removes dist/ (also before a build)
 */
const target = process.argv[2];
const manifest = readFileSync('package.json', 'utf8');
if (target === 'compiled') {
  writeFileSync('package.json', manifest.replace(/"\.\/([\w/-]+)\.ts"/g, '"./dist/$1.js"'));
} else {
  writeFileSync('package.json', manifest.replace(/"\.\/dist\/([\w/-]+)\.js"/g, '"./$1.ts"'));
  rmSync('dist', { recursive: true, force: true });
}
