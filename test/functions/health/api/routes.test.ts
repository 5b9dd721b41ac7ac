import { expect, test } from 'vitest';
import { getHealth } from '../../../../functions/health/api/get-health.ts';
import { getOpenApi } from '../../../../functions/health/api/get-open-api.ts';
import { healthRoutes } from '../../../../functions/health/api/routes.ts';
import { callRoute } from '../../../support/call-route.ts';
import { healthServices } from '../../../support/health.ts';

test('liveness and the OpenAPI document are public, and readiness needs a session', () => {
  expect(healthRoutes.map(({ operation, access }) => [operation, access])).toEqual([
    ['getHealth', 'public'],
    ['getReadiness', 'session'],
    ['getOpenApi', 'public'],
  ]);
});

test('getHealth returns its status and stage', async () => {
  const { status, body } = await callRoute(getHealth, healthServices({ stage: 'prod' }));

  expect(status).toBe(200);
  expect(body).toEqual({ status: 'ok', stage: 'prod' });
});

test('getOpenApi returns the document unchanged', async () => {
  const openApi = { openapi: '3.1.0', info: { title: 'Alpha Panda' }, paths: {} };

  const { body } = await callRoute(getOpenApi, healthServices({ openApi }));

  expect(body).toEqual(openApi);
});

test('both refuse unknown fields', async () => {
  for (const route of [getHealth, getOpenApi])
    await expect(callRoute(route, healthServices(), { query: { a: 'b' } })).rejects.toMatchObject({
      problem: 'INVALID_REQUEST',
    });
});
