import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageService } from '../infra/commands/packaged-service.ts';
import { messageOf } from '../shared/errors.ts';
import { type PythonTool, pythonTool } from './support/python-tool.ts';

/*
 * cfn-lint over what is deployed: the compiled templates of dev and prod, on MSK and on a cluster of one's own, and
 * the stacks that are written by hand. Where Python cannot be had it says so and is left out; in CI it has to run.
 */

const INFRA = join(import.meta.dirname, '../infra/stack');

/** What the program `cfn-lint` does; the package is no module that Python runs. */
const CFN_LINT = 'import sys; from cfnlint.runner import main; sys.exit(main())';

const secret = (name: string): string =>
  `arn:aws:secretsmanager:ap-south-1:123456789012:secret:kafka/${name}-AbCdEf`;

const MSK = {};
const SELF_MANAGED = {
  kafka: 'self-managed',
  kafkaBrokers: 'one.example:9092,two.example:9092',
  kafkaSecretArnShared: secret('shared'),
  kafkaSecretArnPaper: secret('paper'),
  kafkaSecretArnZerodha: secret('zerodha'),
  kafkaAuth: 'plain',
  kafkaRootCaSecretArn: secret('ca'),
  subnetIds: 'subnet-0a1b2c3d,subnet-1a2b3c4d',
  securityGroupIds: 'sg-0a1b2c3d',
};

const DEPLOYMENTS = [
  ['dev-msk', 'dev', MSK],
  ['dev-self-managed', 'dev', SELF_MANAGED],
  ['prod-msk', 'prod', { ...MSK, alarmEmail: 'trader@example.com' }],
  [
    'prod-paper',
    'prod',
    {
      brokers: 'paper',
      alarmEmail: 'trader@example.com',
      pollerHours: 'mcx',
      feed: 'fargate',
      budgetEmail: 'trader@example.com',
    },
  ],
  ['prod-self-managed', 'prod', { ...SELF_MANAGED, alarmEmail: 'trader@example.com', feed: 'edge' }],
] as const;

const OPTIONS = [
  ['--regions', 'ap-south-1'],
  ['--non-zero-exit-code', 'warning'],
  // Serverless says `DependsOn` of what is referred to anyway.
  ['--ignore-checks', 'W3005'],
].flat();

const lint = async ({ command, environment }: Extract<PythonTool, { found: true }>): Promise<boolean> => {
  const folder = await mkdtemp(join(tmpdir(), 'alpha-panda-templates-'));
  try {
    for (const [name, stage, parameters] of DEPLOYMENTS) {
      await using service = await packageService(stage, parameters, { templateOnly: true });
      await copyFile(service.templateFile, join(folder, `${name}.json`));
    }
    const files = [
      ...DEPLOYMENTS.map(([name]) => join(folder, `${name}.json`)),
      join(INFRA, 'network.yml'),
      join(INFRA, 'msk.yml'),
      join(INFRA, 'edge.yml'),
    ];
    await promisify(execFile)(command, ['-c', CFN_LINT, ...OPTIONS, '--', ...files], {
      env: { ...process.env, ...environment },
    });
    console.log(`cfn-lint: ${files.length} templates, no error and no warning`);
    return true;
  } catch (thrown) {
    const said = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
    console.error(`${said}${messageOf(thrown)}`);
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const main = async (): Promise<boolean> => {
  const tool = await pythonTool('cfn-lint');
  if (tool.found) return lint(tool);
  console.log(`Not run: cfn-lint over the templates (${tool.reason}).`);
  return process.env.CI === undefined;
};

if (import.meta.main) process.exitCode = (await main()) ? 0 : 1;
