import { isTest } from '../places.ts';
import { perFile, type Rule } from '../rule.ts';

/** What may send a request to the broker, and who may import it. No stage of paper trading is in a list. */
const CLIENTS: readonly {
  readonly isClient: (target: string) => boolean;
  readonly importers: readonly string[];
}[] = [
  {
    isClient: (target) => target.startsWith('shared/kite/rest/'),
    importers: ['shared/kite/rest/', 'functions/history/'],
  },
  { isClient: (target) => target === 'kiteconnect', importers: ['functions/auth/adapters/'] },
];

/** Only named folders import a client of the broker. Files between could give it to a function that must not have it. */
export const brokerClient: Rule = {
  name: 'broker-client',
  remedy:
    'a function that trades on paper has no path to the broker; add a folder to the rule only if its function calls Kite',
  check: (tree) =>
    perFile(
      tree,
      (path) => !isTest(path),
      ({ path: from, imports }) =>
        imports.flatMap(({ path, specifier, line }) =>
          CLIENTS.some(
            ({ isClient, importers }) =>
              isClient(path ?? specifier) && !importers.some((folder) => from.startsWith(folder)),
          )
            ? [{ line, problem: `a client of the broker is imported: ${specifier}` }]
            : [],
        ),
    ),
};
