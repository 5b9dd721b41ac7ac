import * as fc from 'fast-check';
import * as z from 'zod';
import type { Route } from '../../../shared/http/route.ts';
import type { HttpRequest } from './api-gateway.ts';

/** What of a JSON Schema values are made from. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** A text that a careless answer or log line would show. */
export const FUZZ_CANARY = 'canary-secret-9f2b7c';

const NASTY = [
  FUZZ_CANARY,
  `${FUZZ_CANARY}\r\nset-cookie: a=b`,
  '',
  ' ',
  '\u0000',
  '__proto__',
  'constructor',
  '../../../etc/passwd',
  "' OR 1=1 --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\u202e\ud800',
  '🐼'.repeat(50),
  'x'.repeat(5_000),
  'paper',
  'zerodha',
  'market.ticks',
  'paper.orders.filled',
  '00000@0000000000000000',
  '2026-11-24T00:00:00.000Z',
];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 40 }));
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1e308, -1e308, 2 ** 53, 0.1, 1e-300, 4_294_967_296),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: text },
  { weight: 3, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false, [], {}) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);

const MAX_NUMBER = 1_000_000;

const whole = ({ minimum = -MAX_NUMBER, maximum = MAX_NUMBER }: Schema): fc.Arbitrary<number> =>
  fc.integer({
    min: Math.ceil(Math.max(minimum, -MAX_NUMBER)),
    max: Math.max(Math.ceil(Math.max(minimum, -MAX_NUMBER)), Math.floor(Math.min(maximum, MAX_NUMBER))),
  });

/** Texts of a pattern, but for patterns that look around, of which none can be made. */
const matching = (pattern: string): fc.Arbitrary<string> => {
  try {
    return fc.stringMatching(new RegExp(pattern), { size: 'medium' });
  } catch {
    return text;
  }
};

/** Values that a schema describes, often enough, and often enough not. */
const like = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
  const wrong = { weight: 1, arbitrary: anything };
  const right = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 5, arbitrary }, wrong);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) {
    return right(fc.oneof(...choices.map((one) => like(one, depth))));
  }
  if (schema.const !== undefined) return right(fc.constant(schema.const));
  if (schema.enum !== undefined && schema.enum.length > 0) return right(fc.constantFrom(...schema.enum));
  switch (schema.type) {
    case 'object': {
      const known = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, like(inner, depth + 1)]),
      );
      const stray = { weight: 1, arbitrary: fc.dictionary(text, anything, { maxKeys: 2 }) };
      return right(
        fc
          .tuple(
            fc.record(known, { requiredKeys: depth === 0 ? Object.keys(known) : [] }),
            fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, stray),
          )
          .map(([one, two]) => ({ ...two, ...one })),
      );
    }
    case 'array':
      return right(fc.array(like(schema.items ?? {}, depth + 1), { maxLength: 5 }));
    case 'integer':
      return right(fc.oneof(number, whole(schema)));
    case 'number':
      return right(fc.oneof(number, whole(schema)));
    case 'boolean':
      return right(fc.boolean());
    default:
      return right(schema.pattern === undefined ? text : matching(schema.pattern));
  }
};

const schemaOf = (type: z.ZodType | undefined): Schema =>
  type === undefined ? {} : (z.toJSONSchema(type, { unrepresentable: 'any', io: 'input' }) as Schema);

const bodies = (route: Route<never>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: like(schemaOf(route.body)).map((value) => JSON.stringify(value) ?? '') },
    { weight: 2, arbitrary: anything.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 3_000 }).map((depth) => '[{"a":'.repeat(depth)) },
  );

const parts = (type: z.ZodType | undefined): readonly (readonly [string, fc.Arbitrary<unknown>])[] =>
  Object.entries(schemaOf(type).properties ?? {}).map(([name, schema]) => [name, like(schema, 1)]);

const encoded = (value: unknown): string =>
  encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed());

const targets = (route: Route<never>): fc.Arbitrary<string> => {
  const params = parts(route.params);
  const query = [...parts(route.query), ['unknown', text] as const];
  return fc
    .tuple(
      fc.tuple(...params.map(([, arbitrary]) => arbitrary)),
      fc.tuple(...query.map(([, arbitrary]) => fc.option(arbitrary, { freq: 2 }))),
    )
    .map(([values, given]) => {
      const path = params.reduce(
        (target, [name], place) => target.replace(`{${name}}`, encoded(values[place]) || '-'),
        route.path,
      );
      const pairs = query.flatMap(([name], place) =>
        given[place] === null || (name === 'unknown' && place % 7 !== 0)
          ? []
          : `${name}=${encoded(given[place])}`,
      );
      return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
    });
};

const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: text },
    ),
    'if-match': fc.oneof(fc.constantFrom('"0"', '"1"', '"2"', '*', 'W/"1"'), text),
    'x-correlation-id': text,
  },
  { requiredKeys: ['content-type'] },
);

/** Requests of one route that a hostile, or a broken, client would send. */
export const fuzzedRequests = (route: Route<never>): fc.Arbitrary<HttpRequest> =>
  fc
    .tuple(targets(route), headers, bodies(route))
    .map(([target, given, body]) => ({ method: route.method, target, headers: given, body }));
