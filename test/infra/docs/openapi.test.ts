import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { allRoutes, openApi, TAGS } from '../../../infra/docs/openapi.ts';
import { API_ROUTES } from '../../../infra/service/api-routes.ts';
import { routeKeyOf } from '../../../shared/http/route.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const DOCUMENT: Json = JSON.parse(JSON.stringify(openApi()));

const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined => {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return at((value as { readonly [name: string]: Json })[name], ...rest);
};

const operation = (path: string, method = 'get'): Json | undefined => at(DOCUMENT, 'paths', path, method);

const strings = (value: Json | undefined): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

const references = (value: Json | undefined): readonly string[] =>
  strings(value).filter((text) => text.startsWith('#/'));

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(openApi()));

    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(at(DOCUMENT, 'openapi')).toBe('3.1.0');
  });

  it('has every route once, under a name of its own, in a group that is described', () => {
    const routes = allRoutes();

    expect(new Set(routes.map(routeKeyOf)).size).toBe(routes.length);
    expect(new Set(routes.map((route) => route.operation)).size).toBe(routes.length);
    for (const { method, path, operation: id, tag } of routes) {
      expect(at(operation(path, method.toLowerCase()), 'operationId')).toBe(id);
      expect(TAGS).toHaveProperty([tag]);
    }
    expect(API_ROUTES.flatMap((group) => group.routes)).toEqual(routes);
  });

  it('refers to nothing that is not there, and has nothing that nothing refers to', () => {
    const wanted = new Set(references(DOCUMENT));
    const made = ['parameters', 'headers', 'responses', 'schemas'].flatMap((kind) =>
      Object.keys(at(DOCUMENT, 'components', kind) ?? {}).map((name) => `#/components/${kind}/${name}`),
    );

    expect([...wanted].toSorted()).toEqual(made.toSorted());
  });

  it('names every parameter of a path, and no other', () => {
    for (const { method, path } of allRoutes()) {
      const parameters = at(operation(path, method.toLowerCase()), 'parameters');
      const named = (Array.isArray(parameters) ? parameters : [])
        .filter((parameter: Json) => at(parameter, 'in') === 'path')
        .map((parameter: Json) => at(parameter, 'name'));

      expect(named).toEqual([...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
    }
  });

  it('says who may call: a token is needed but where it says that none is', () => {
    for (const { method, path, access } of allRoutes()) {
      expect(at(operation(path, method.toLowerCase()), 'security'), path).toEqual(
        access === 'public' ? [] : [{ session: [] }],
      );
    }
    expect(at(DOCUMENT, 'components', 'securitySchemes', 'session')).toMatchObject({
      type: 'http',
      scheme: 'bearer',
    });
  });

  it('tells the problems of a route by status and code, and what the gateway itself answers', () => {
    const unauthenticated = at(DOCUMENT, 'components', 'responses', '401.UNAUTHENTICATED.gateway', 'content');

    expect(at(operation('/orders/{broker}'), 'responses')).toMatchObject({
      400: { $ref: '#/components/responses/400.INVALID_REQUEST.INVALID_CURSOR' },
      401: { $ref: '#/components/responses/401.UNAUTHENTICATED.gateway' },
      403: { $ref: '#/components/responses/403.gateway' },
      500: { $ref: '#/components/responses/500.INTERNAL_ERROR' },
    });
    expect(unauthenticated).toEqual({
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { properties: { status: { const: 401 }, code: { enum: ['UNAUTHENTICATED'] } } },
          ],
        },
      },
      'application/json': { schema: { $ref: '#/components/schemas/GatewayRefusal' } },
    });
    expect(at(operation('/health'), 'responses', '401')).toBeUndefined();
  });

  it('answers 503 with the checks, or with a problem, where something is not ready', () => {
    const content = at(operation('/health/ready'), 'responses', '503', 'content');

    expect(Object.keys(content ?? {}).toSorted()).toEqual(['application/json', 'application/problem+json']);
  });

  it('asks for the version where one has to be named, and gives it where there is one', () => {
    const put = operation('/risk/{broker}/limits', 'put');

    expect(at(put, 'parameters')).toContainEqual({ $ref: '#/components/parameters/IfMatch' });
    expect(at(operation('/risk/{broker}/limits'), 'responses', '200', 'headers')).toHaveProperty('ETag');
    expect(at(operation('/orders/{broker}'), 'responses', '200', 'headers')).not.toHaveProperty('ETag');
  });

  it('describes bodies as what may be sent, answers as what comes', () => {
    const body = at(operation('/auth/login', 'post'), 'requestBody');

    expect(body).toMatchObject({ required: true });
    expect(at(body, 'content', 'application/json', 'schema')).toMatchObject({
      required: ['provider', 'broker_access_token'],
      additionalProperties: false,
    });
    expect(at(operation('/login'), 'responses', '200', 'content')).toHaveProperty(['text/html']);
  });
});
