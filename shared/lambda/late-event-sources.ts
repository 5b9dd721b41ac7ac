import type { EventSourceReader } from '../kernel/ports.ts';

/** A reader of event source mappings that loads the signer when it is first asked. */
export const lateEventSources = (
  environment: Readonly<Record<string, string | undefined>>,
): EventSourceReader => {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL_LAMBDA: endpoint } = environment;
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
