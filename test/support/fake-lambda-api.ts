import { createServer, type IncomingMessage } from 'node:http';
import type { FakeMappings } from './fake-mappings.ts';

const ROUTE = /^\/2015-03-31\/event-source-mappings\/([\w-]+)$/;

/** One answer of Lambda's API. */
interface Answer {
  readonly status: number;
  /** AWS's name of a refusal. */
  readonly type?: string;
  readonly body: object;
}

export interface FakeLambdaApi {
  readonly url: string;
  /** `PUT {uuid} {Enabled}` or `GET {uuid}` of each request. */
  readonly requests: readonly string[];
  /** Answers that come before those of the mappings. */
  readonly first: Answer[];
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
};

const configuration = (fake: FakeMappings, uuid: string): object => {
  const { state, lastModified, isProvisioned } = fake.get(uuid);
  return {
    UUID: uuid,
    State: state,
    // Seconds, as Lambda writes times.
    LastModified: Date.parse(lastModified) / 1_000,
    FunctionArn: 'arn:aws:lambda:ap-south-1:123456789012:function:alpha-panda-dev-price-recorder',
    Topics: ['market.ticks'],
    ...(isProvisioned && { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 } }),
  };
};

/** Lambda's API of event source mappings on a free port of the loopback. */
export const startFakeLambdaApi = async (fake: FakeMappings): Promise<FakeLambdaApi> => {
  const first: Answer[] = [];
  const requests: string[] = [];

  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const [, uuid = ''] = ROUTE.exec(new URL(request.url ?? '/', 'http://localhost').pathname) ?? [];
    const { Enabled } = await bodyOf(request);
    requests.push(`${request.method} ${uuid}${Enabled === undefined ? '' : ` ${Enabled}`}`);
    const scripted = first.shift();
    if (scripted !== undefined) return scripted;
    try {
      if (request.method === 'GET') return { status: 200, body: configuration(fake, uuid) };
      return fake.update(uuid, Enabled === true)
        ? { status: 202, body: configuration(fake, uuid) }
        : { status: 409, type: 'ResourceInUseException', body: { Message: 'in use' } };
    } catch {
      return { status: 404, type: 'ResourceNotFoundException', body: { Message: 'not found' } };
    }
  };

  const server = createServer((request, response) => {
    void answerTo(request).then(({ status, type, body }) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(type !== undefined && { 'x-amzn-errortype': type }),
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests,
    first,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
