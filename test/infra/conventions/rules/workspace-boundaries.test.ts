import { describe, expect, it } from 'vitest';
import { workspaceBoundaries } from '../../../../infra/conventions/rules/workspace-boundaries.ts';
import { findings } from '../support.ts';

const BROKER = 'localstack/engines/kafka';
const MAPPING = 'localstack/lambda/event-source-mapping';
const EMPTY = 'export {};';

describe('workspace-boundaries', () => {
  it('finds imports across the boundary of a package', () => {
    expect(
      findings(workspaceBoundaries, {
        [`${BROKER}/broker.ts`]: "import '../../../shared/x.ts';",
        [`${MAPPING}/plugin/a.ts`]: "import '../../../engines/kafka/broker.ts';\nimport '../../../x.ts';",
        'localstack/x.ts': "import './engines/kafka/broker.ts';",
        'shared/x.ts': EMPTY,
        'test/x.test.ts': "import '../localstack/lambda/event-source-mapping/plugin/a.ts';",
      }),
    ).toEqual([
      `${BROKER}/broker.ts:1 the package in ${BROKER} imports a file outside itself: ../../../shared/x.ts`,
      `${MAPPING}/plugin/a.ts:1 the package in ${MAPPING} imports a file outside itself: ../../../engines/kafka/broker.ts`,
      `${MAPPING}/plugin/a.ts:2 the package in ${MAPPING} imports a file outside itself: ../../../x.ts`,
      `localstack/x.ts:1 a file inside the package of ${BROKER} is imported: ./engines/kafka/broker.ts`,
      `test/x.test.ts:1 a file inside the package of ${MAPPING} is imported: ../localstack/lambda/event-source-mapping/plugin/a.ts`,
    ]);
  });

  it('accepts package names, imports within a package, and internals in the tests of a package', () => {
    expect(
      findings(workspaceBoundaries, {
        [`${BROKER}/broker.ts`]: "import './clock.ts';\nimport 'node:net';",
        [`${BROKER}/clock.ts`]: EMPTY,
        [`${MAPPING}/a.ts`]: "import '@alpha-panda/embedded-kafka/codecs';",
        'localstack/x.ts': "import '@alpha-panda/embedded-kafka';",
        [`test/${BROKER}/broker.test.ts`]: `import '../../../../${BROKER}/broker.ts';`,
        'test/conformance/broker/a.test.ts': `import '../../../${BROKER}/broker.ts';`,
      }),
    ).toEqual([]);
  });
});
