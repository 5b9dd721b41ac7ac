import { STAGE_FUNCTIONS, type StageFunction } from '../service/stages.ts';
import { code, codes, page, table } from './markdown.ts';

const TO_ROOT = '../..';

const link = (path: string): string => `[${path}](${TO_ROOT}/${path})`;

const section = (stage: StageFunction): string => {
  const { size, windowSeconds } = stage.batching;
  const environment = Object.entries(stage.environment).map(([name, value]) => `${name}=${value}`);
  return [
    `## ${stage.name}`,
    `${stage.description}.`,
    table(
      ['', ''],
      [
        ['Reads', codes(stage.consumes)],
        ['Publishes', codes(stage.produces)],
        ['Tables', codes(stage.tables.map(({ table: name, uses }) => `${name} (${uses.join(', ')})`))],
        ['Checkpoints', code(`${stage.stageName}#…`)],
        ['Batches', `${size.toLocaleString('en-US')} records, ${windowSeconds} s`],
        ['Memory', `${stage.memorySize.toLocaleString('en-US')} MB`],
        ['Alarm on lag', `${stage.lagAlarm.toLocaleString('en-US')} records`],
        ['Environment', codes(environment)],
        ['Code', link(`functions/${stage.folder}`)],
        ['Tests', link(`test/functions/${stage.folder}`)],
      ],
    ),
  ].join('\n\n');
};

export const stagesPage = (): string =>
  page(
    'Stages',
    'infra/service/stages.ts',
    'One Lambda function each. A record that a function cannot process becomes a dead letter: in the table, and on the `.dlq` topic of its topic.',
    ...STAGE_FUNCTIONS.map(section),
  );
