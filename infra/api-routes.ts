import type { Route } from '../shared/http/route.ts';

/** The routes of one API function. */
export interface RouteGroup {
  /** The function's name. */
  readonly name: string;
  /** Folder under `functions/`. */
  readonly folder: string;
  readonly routes: readonly Route<never>[];
}

/** Every route there is: deployment, documentation and tests are made from this list. */
export const API_ROUTES: readonly RouteGroup[] = [];
