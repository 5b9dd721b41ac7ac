import * as z from 'zod';
import { FEED_SETTINGS } from '../../shared/settings/feed-settings.ts';
import { KITE_SETTINGS } from '../../shared/settings/kite-settings.ts';
import { SCOPE_SETTINGS, SETTINGS, TUNABLE_SETTINGS } from '../../shared/settings/settings.ts';
import { parameterOf } from '../stack/deployment.ts';
import { code, codes, page, table } from './markdown.ts';

const KINDS = {
  string: 'string',
  number: 'number',
  integer: 'integer',
  array: 'list',
  object: 'list of name=value',
} as const;

/** What the page needs of one variable's JSON Schema. */
const variableSchema = z.object({
  description: z.string(),
  type: z.enum(['string', 'number', 'integer', 'array', 'object']),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.union([z.string(), z.number(), z.array(z.string())]).optional(),
});

const bounds = (minimum: number | undefined, maximum: number | undefined): string => {
  // zod writes the safe integers as bounds where an integer has none of its own.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return '';
  return most === undefined ? `, ${minimum} or more` : `, ${minimum} to ${most}`;
};

const row = ([variable, schema]: readonly [string, z.ZodType]): readonly string[] => {
  const described = variableSchema.parse(z.toJSONSchema(schema, { io: 'output' }));
  const values = described.enum
    ? codes(described.enum)
    : described.pattern
      ? code(described.pattern)
      : KINDS[described.type];
  const usual = described.default?.toString();
  return [
    code(variable),
    values + bounds(described.minimum, described.maximum),
    usual ? code(usual) : schema.safeParse(undefined).success ? 'none' : 'required',
    described.description,
  ];
};

const HEADINGS = ['Variable', 'Value', 'Default', 'Meaning'];

/** @throws when a setting has no description. */
export const settingsPage = (): string =>
  page(
    'Settings',
    'shared/settings/settings.ts',
    'Functions read these from their environment once, when they start. Missing or invalid settings stop a function at start, with one message that lists all of them. Outside the local stage `KAFKA_AUTH=plain` is refused, and `scram` needs `KAFKA_SECRET_ID`.',
    table(HEADINGS, Object.entries(SETTINGS).map(row)),
    '## Tunable settings',
    'A deployment and the local commands set these: `npx serverless deploy --param <parameter>=<value>`, and the environment variable for `npm start` and `npm run replay`.',
    table(
      ['Variable', 'Parameter'],
      Object.keys(TUNABLE_SETTINGS).map((variable) => [code(variable), code(parameterOf(variable))]),
    ),
    '## Per function',
    'Functions that exist once per broker, or once per scope, are told which one they are.',
    table(HEADINGS, Object.entries(SCOPE_SETTINGS).map(row)),
    '## Of functions that speak to Kite',
    'Paper functions do not have them.',
    table(HEADINGS, Object.entries(KITE_SETTINGS).map(row)),
    '## Of the market feed',
    'A host sets it for its own feed.',
    table(HEADINGS, Object.entries(FEED_SETTINGS).map(row)),
    '## From AWS',
    'The AWS SDK reads region, credentials and, for the local cloud, `AWS_ENDPOINT_URL` by itself.',
  );
