import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  gatewayAnswer,
  gatewayRequest,
} from '../../../../localstack/lambda/serverless-plugins/like-api-gateway.ts';

const requestWith = (...rawHeaders: string[]) => {
  const req = new IncomingMessage(new Socket());
  req.rawHeaders = rawHeaders;
  const headers: Record<string, string> = {};
  for (let place = 0; place < rawHeaders.length; place += 2)
    headers[String(rawHeaders[place]).toLowerCase()] = String(rawHeaders[place + 1]);
  return { raw: { req }, headers };
};

describe('a request', () => {
  it('removes headers that name the caller', () => {
    const request = requestWith('SLS-Offline-Authorizer-Override', '{"lambda":{}}', 'Accept', '*/*');

    gatewayRequest(request);

    expect(request.headers).not.toHaveProperty('sls-offline-authorizer-override');
    expect(request.raw.req.rawHeaders).toEqual(['Accept', '*/*']);
  });

  it.each(['application/json', 'application/vnd.api+json', 'text/plain', 'nonsense'])(
    'is handed on unparsed where its type is %s, which functions still get',
    (type) => {
      const request = requestWith('Content-Type', type);

      gatewayRequest(request);

      expect(request.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(request.raw.req.rawHeaders).toEqual(['Content-Type', type]);
    },
  );

  it('stays binary', () => {
    const request = requestWith('Content-Type', 'application/octet-stream');

    gatewayRequest(request);

    expect(request.headers['content-type']).toBe('application/octet-stream');
  });
});

describe('an answer', () => {
  it('of a function that failed is a 500 without its stack trace', () => {
    const source = JSON.stringify({ errorMessage: 'm', errorType: 'Error', stackTrace: ['at /home/me'] });

    expect(gatewayAnswer({ statusCode: 200, source })).toEqual({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
  });

  it('to a path without a route lists no routes', () => {
    const source = { error: 'route not found', existingRoutes: ['get - /health'], statusCode: 404 };

    expect(gatewayAnswer({ statusCode: 404, source })).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    });
  });

  it.each([
    ['of a route', { statusCode: 200, source: '{"status":"ok"}' }],
    ['that is a page', { statusCode: 200, source: '<!doctype html>' }],
    ['with a problem', { statusCode: 500, source: '{"code":"INTERNAL_ERROR"}' }],
    [
      'of the Lambda endpoint',
      { statusCode: 200, source: { errorMessage: 'm', errorType: 'Error', trace: [] } },
    ],
    ["of hapi's own", { isBoom: true }],
  ])('%s stands', (_, answer) => {
    expect(gatewayAnswer(answer)).toBeUndefined();
  });
});
