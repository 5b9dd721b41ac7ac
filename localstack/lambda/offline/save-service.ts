import { writeFileSync } from 'node:fs';
import type { SavedService } from './saved-service.ts';

/** The part of the framework's object that is saved. */
interface Framework {
  readonly serviceDir: string;
  readonly configurationFilename: string;
  readonly service: SavedService['service'];
}

/**
 * Serverless plugin: with `SAVE_SERVICE=<file>`, `serverless offline` writes the service there when it is resolved and
 * valid, and ends. It is the first of the plugins, so no other one has changed the service yet.
 */
export default class SaveServicePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Framework) {
    const save = async (): Promise<void> => {
      const { SAVE_SERVICE: file } = process.env;
      if (file === undefined) return;
      const { service, custom = {}, plugins, provider, functions, resources } = serverless.service;
      const { loadedSources } = await import('./loaded-sources.ts');
      const saved: SavedService = {
        service: { service, custom, plugins, provider, functions, resources },
        inputs: [serverless.configurationFilename, ...loadedSources(serverless.serviceDir)],
      };
      writeFileSync(file, JSON.stringify(saved));
      process.stdout.write(`${JSON.stringify({ service_saved: service })}\n`);
      process.exit(0);
    };
    this.hooks = { 'before:offline:start:init': save, 'before:offline:start': save };
  }
}
