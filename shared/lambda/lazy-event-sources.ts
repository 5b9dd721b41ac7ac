import type { EventSourceReader } from '../ports/event-sources.ts';

/** A reader of event source mappings that loads the signer at its first call. It finds the endpoint as the SDKs do. */
export const lazyEventSources = (
  environment: Readonly<Record<string, string | undefined>>,
): EventSourceReader => {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_LAMBDA } = environment;
  const endpoint = AWS_ENDPOINT_URL_LAMBDA ?? AWS_ENDPOINT_URL;
  let loaded: Promise<EventSourceReader> | undefined;
  return {
    async list() {
      loaded ??= import('./event-sources.ts').then(({ lambdaEventSources }) =>
        lambdaEventSources({ region, endpoint }),
      );
      return (await loaded).list();
    },
  };
};
