import { BUNDLE_AIM, type BundleMeasurement, measureBundle } from '../../infra/commands/bundles.ts';
import { packageService } from '../../infra/commands/packaged-service.ts';
import { DEPLOYED_FUNCTIONS } from '../../infra/service/scheduled.ts';
import type { Benchmark, Findings } from './benchmark.ts';
import { figure, tableLines } from './report.ts';

const most = (all: readonly BundleMeasurement[], part: (one: BundleMeasurement) => number): number =>
  Math.max(...all.map(part));

export const bundles: Benchmark = {
  name: 'bundles',
  title: '(f) Bundles of the functions',

  async run({ say }): Promise<Findings> {
    say('  packaging ...');
    await using service = await packageService('dev');
    const measured: BundleMeasurement[] = [];
    for (const { name } of DEPLOYED_FUNCTIONS) measured.push(await measureBundle(service, name));
    return {
      verdicts: [
        {
          value: most(measured, ({ kilobytes }) => kilobytes),
          unit: 'kB',
          what: 'the largest',
          aim: { atMost: BUNDLE_AIM.kilobytes },
        },
        {
          value: most(measured, ({ importMs }) => importMs),
          unit: 'ms',
          what: 'the slowest import in a fresh process, by the clock',
          aim: { atMost: BUNDLE_AIM.importMs },
        },
        {
          value: most(measured, ({ importCpuMs }) => importCpuMs),
          unit: 'ms',
          what: 'of processor time for it, all threads',
          aim: { atMost: BUNDLE_AIM.importMs },
        },
      ],
      lines: tableLines([
        ['', 'kB', 'import ms', 'processor ms'],
        ...measured.map(({ name, kilobytes, importMs, importCpuMs }) => [
          name,
          ...[kilobytes, importMs, importCpuMs].map(figure),
        ]),
      ]),
    };
  },
};
