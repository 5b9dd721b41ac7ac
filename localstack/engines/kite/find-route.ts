import type { KiteRoute } from './route.ts';

interface FoundRoute {
  readonly route: KiteRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The values in the places of a path; undefined if the path is another one. */
const parametersOf = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const [names, texts] = [pattern.split('/'), path.split('/')];
  if (names.length !== texts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, name] of names.entries()) {
    const text = texts[place] ?? '';
    if (!name.startsWith(':')) {
      if (name !== text) return undefined;
    } else if (text === '') {
      return undefined;
    } else {
      parameters[name.slice(1)] = decoded(text);
    }
  }
  return parameters;
};

/** A text that is not in the form of a URL stays as it is. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The route of a method and a path, or what is not known of the two. */
export const findRoute = (
  routes: readonly KiteRoute[],
  method: string,
  path: string,
): FoundRoute | 'no path' | 'no method' => {
  let outcome: 'no path' | 'no method' = 'no path';
  for (const route of routes) {
    const parameters = parametersOf(route.path, path);
    if (parameters === undefined) continue;
    if (route.method === method) return { route, parameters };
    outcome = 'no method';
  }
  return outcome;
};
