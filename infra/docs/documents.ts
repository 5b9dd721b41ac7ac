import { apiPage } from './api-page.ts';
import { asyncApi } from './asyncapi.ts';
import { cliPage } from './cli-page.ts';
import { EVENT_NAMES, eventSchema, schemaName } from './event-schemas.ts';
import { metricsPage } from './metrics-page.ts';
import { openApi } from './openapi.ts';
import { riskRuleDocs } from './risk-rules-page.ts';
import { settingsPage } from './settings-page.ts';
import { stageTable } from './stage-table.ts';
import { stagesPage } from './stages-page.ts';
import { strategyDocs } from './strategies-page.ts';
import { tablesPage } from './tables-page.ts';
import { topicsPage } from './topics-page.ts';

/** The folder in which every file is generated: one that no generator makes is out of date. */
export const GENERATED_FOLDER = 'docs/generated';

/** A whole file, or the part of a hand-written one between `<!-- generated: {block} -->` and `<!-- end -->`. */
export interface GeneratedDocument {
  /** From the project's root. */
  readonly path: string;
  readonly block?: string;
  readonly content: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Everything that is written from code, so that it cannot say what the code does not do. */
export const documents = (): readonly GeneratedDocument[] => [
  { path: `${GENERATED_FOLDER}/asyncapi.json`, content: json(asyncApi()) },
  ...EVENT_NAMES.map((type) => ({
    path: `${GENERATED_FOLDER}/schemas/${schemaName(type)}.json`,
    content: json(eventSchema(type, 'draft-2020-12')),
  })),
  // Where the function that serves it can bundle it.
  { path: 'functions/health/api/openapi.json', content: json(openApi()) },
  { path: `${GENERATED_FOLDER}/api.md`, content: apiPage() },
  { path: `${GENERATED_FOLDER}/cli.md`, content: cliPage() },
  { path: `${GENERATED_FOLDER}/metrics.md`, content: metricsPage() },
  { path: `${GENERATED_FOLDER}/settings.md`, content: settingsPage() },
  { path: `${GENERATED_FOLDER}/stages.md`, content: stagesPage() },
  { path: `${GENERATED_FOLDER}/tables.md`, content: tablesPage() },
  { path: `${GENERATED_FOLDER}/topics.md`, content: topicsPage() },
  { path: 'docs/architecture.md', block: 'stages', content: stageTable() },
  { path: 'docs/risk-rules.md', content: riskRuleDocs() },
  { path: 'docs/strategies.md', block: 'strategies', content: strategyDocs() },
];
