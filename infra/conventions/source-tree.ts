import { posix, relative, resolve, sep } from 'node:path';
import type { Node, SourceFile as Syntax } from 'typescript/unstable/ast';
import { isStringLiteral } from 'typescript/unstable/ast/is';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API, type Checker, type Program } from 'typescript/unstable/sync';
import { AlphaPandaError } from '../../shared/errors.ts';

/** One file's use of another module. */
interface Import {
  /** As it is written: `../kernel/stage.ts`, `zod`, `node:crypto`. */
  readonly specifier: string;
  /** The project's file that is imported; undefined for packages. */
  readonly path: string | undefined;
  readonly line: number;
}

/** A TypeScript file of the project, as the compiler parsed it. */
export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Every node, parents first. */
  readonly nodes: readonly Node[];
  lineOf(node: Node): number;
}

/** All TypeScript of the project, for the rules. */
export interface SourceTree {
  readonly files: readonly SourceFile[];
  /** The types of these nodes of one file, as TypeScript writes them. */
  typesOf(nodes: readonly Node[]): readonly string[];
  close(): void;
}

const nodesBelow = (root: Node): readonly Node[] => {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    found.push(node);
    node.forEachChild(visit);
  };
  root.forEachChild(visit);
  return found;
};

const sourceFile = (path: string, syntax: Syntax): SourceFile => {
  const lineOf = (node: Node): number => syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
  return {
    path,
    text: syntax.text,
    imports: syntax.imports.filter(isStringLiteral).map((node) => ({
      specifier: node.text,
      path: node.text.startsWith('.') ? posix.join(posix.dirname(path), node.text) : undefined,
      line: lineOf(node),
    })),
    nodes: nodesBelow(syntax),
    lineOf,
  };
};

const sourceFiles = (root: string, program: Program): readonly SourceFile[] =>
  program.getSourceFileNames().flatMap((name) => {
    const path = relative(root, name).split(sep).join('/');
    if (path.startsWith('..') || path.startsWith('node_modules/') || path.includes(':')) return [];
    // JSON documents that code imports are not code.
    if (!path.endsWith('.ts')) return [];
    const syntax = program.getSourceFile(name);
    return syntax === undefined ? [] : [sourceFile(path, syntax)];
  });

const typesOf = (checker: Checker, nodes: readonly Node[]): readonly string[] =>
  nodes.length === 0
    ? []
    : checker.getTypeAtLocation(nodes).map((type) => (type === undefined ? '' : checker.typeToString(type)));

const open = (root: string, api: API): SourceTree => {
  const config = resolve(root, 'tsconfig.json');
  const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
  if (project === undefined) {
    api.close();
    throw new AlphaPandaError('NO_PROJECT', `TypeScript finds no project at ${config}`);
  }
  return {
    files: sourceFiles(root, project.program).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    typesOf: (nodes) => typesOf(project.checker, nodes),
    close: () => api.close(),
  };
};

/** The project of the `tsconfig.json` in a folder. Close it, because it runs a compiler. */
export const openSourceTree = (root: string): SourceTree => open(root, new API({ cwd: root }));

const VIRTUAL_ROOT = '/project';

const VIRTUAL_CONFIG = {
  compilerOptions: {
    strict: true,
    module: 'nodenext',
    allowImportingTsExtensions: true,
    noEmit: true,
    types: [],
  },
};

/** A project of these files, by path, in memory. */
export const virtualSourceTree = (files: Readonly<Record<string, string>>): SourceTree => {
  const placed = Object.entries(files).map(([path, text]) => [`${VIRTUAL_ROOT}/${path}`, text] as const);
  const fs = createVirtualFileSystem({
    [`${VIRTUAL_ROOT}/tsconfig.json`]: JSON.stringify(VIRTUAL_CONFIG),
    ...Object.fromEntries(placed),
  });
  return open(VIRTUAL_ROOT, new API({ cwd: VIRTUAL_ROOT, fs }));
};
