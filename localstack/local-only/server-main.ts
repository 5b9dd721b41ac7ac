import { messageOf } from '../../shared/errors.ts';

interface RunningServer {
  /** Printed as one line of JSON when the server is ready. */
  readonly announcement: Readonly<Record<string, unknown>>;
  close(): Promise<unknown>;
}

/** A port of a command line. @throws for a text that is not a port */
export const parsePort = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port is ${text}: give a number from 0 (any free port) to 65535.`);
  }
  return port;
};

/** Runs a server as a program: it announces itself, and closes on SIGTERM or SIGINT. */
export const serverMain = async (usage: string, start: () => Promise<RunningServer>): Promise<void> => {
  const fail = (error: unknown): void => {
    console.error(`${messageOf(error)}\n${usage}`);
    process.exitCode = 1;
  };
  try {
    const server = await start();
    let isClosing = false;
    const close = (): void => {
      if (isClosing) return;
      isClosing = true;
      server.close().catch(fail);
    };
    process.on('SIGTERM', close).on('SIGINT', close);
    console.log(JSON.stringify(server.announcement));
  } catch (error) {
    fail(error);
  }
};
