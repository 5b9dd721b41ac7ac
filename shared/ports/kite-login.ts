/** What Kite's API and ticker want. */
export interface KiteCredentials {
  readonly apiKey: string;
  readonly accessToken: string;
}

/** Credentials of today, or what a person has to do. */
export type FoundCredentials =
  | ({ readonly kind: 'session' } & KiteCredentials)
  | { readonly kind: 'none'; readonly problem: string };
