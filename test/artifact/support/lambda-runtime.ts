import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { redirectTls } from '../../support/tls/redirect.ts';

/*
 * Emulates Lambda's runtime and network. It loads the module in `_HANDLER` from `LAMBDA_TASK_ROOT` and calls it with each
 * event of the parent. TLS connections to hosts that the parent names go to ports of this machine. Host names and
 * certificate checks stay.
 */

/** Messages of the parent: first the routes, then events. */
export type ToRuntime =
  | { readonly routes: Readonly<Record<string, number>> }
  | {
      readonly event: unknown;
      readonly context: Readonly<Record<string, unknown>>;
      readonly timeoutMs: number;
    };

export type FromRuntime =
  | { readonly loaded: true }
  | { readonly answer: unknown }
  | { readonly thrown: string };

const say = (message: FromRuntime): void => {
  process.send?.(message);
};

const load = async () => {
  const [module = '', name = ''] = (process.env._HANDLER ?? '').split('.');
  const loaded = await import(pathToFileURL(join(process.env.LAMBDA_TASK_ROOT ?? '', `${module}.mjs`)).href);
  return loaded[name];
};

process.once('message', (first: ToRuntime) => {
  if ('routes' in first) redirectTls(first.routes);
  const loading: Promise<(event: unknown, context: object) => unknown> = load();
  loading.then(
    () => say({ loaded: true }),
    (thrown: unknown) => say({ thrown: thrown instanceof Error ? String(thrown.stack) : String(thrown) }),
  );
  process.on('message', async (message: ToRuntime) => {
    if (!('event' in message)) return;
    const deadline = Date.now() + message.timeoutMs;
    try {
      const handler = await loading;
      const context = {
        ...message.context,
        getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
      };
      say({ answer: (await handler(message.event, context)) ?? null });
    } catch (thrown) {
      say({ thrown: thrown instanceof Error ? String(thrown.stack) : String(thrown) });
    }
  });
});
process.once('disconnect', () => process.exit(0));
