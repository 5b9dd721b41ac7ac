import { API_FUNCTIONS } from '../../../infra/service/api.ts';
import type { LambdaHandler } from './api-gateway.ts';

/** The engines of an API under test. */
interface ApiEngines {
  readonly awsEndpoint: string;
  readonly kafkaBrokers: string;
  readonly kiteUrl: string;
}

/** The handlers of the API's functions, by the functions' names. */
export interface ApiHandlers {
  of(name: string): Promise<LambdaHandler>;
  close(): Promise<void>;
}

export type HandlerSource = (engines: ApiEngines) => Promise<ApiHandlers>;

/** Handlers read their settings when they are loaded, so they are loaded here, after the settings are there. */
export const handlersInProcess: HandlerSource = async () => ({
  of: async (name) => {
    const { folder = '' } = API_FUNCTIONS.find((one) => one.name === name) ?? {};
    return (await import(/* @vite-ignore */ `../../../functions/${folder}/handler.ts`)).handler;
  },
  close: async () => undefined,
});
