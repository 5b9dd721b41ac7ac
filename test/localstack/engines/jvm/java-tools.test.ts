import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, findMaven } from '../../../../localstack/engines/jvm/java-tools.ts';

describe('the search for Java and Maven', () => {
  let home: string;
  let environment: { JAVA_HOME: string; MAVEN_HOME: string; PATH: string };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'java-tools-'));
    mkdirSync(join(home, 'bin'));
    environment = { JAVA_HOME: home, MAVEN_HOME: home, PATH: join(home, 'empty') };
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const install = (name: string, output: string): void => {
    const path = join(home, 'bin', name);
    writeFileSync(path, `#!/bin/sh\necho '${output}' >&2\n`);
    chmodSync(path, 0o755);
  };

  it.each(['17.0.15', '21', '25-ea'])('accepts Java %s in JAVA_HOME', async (version) => {
    install('java', `openjdk version "${version}" 2025-04-15`);

    expect(await findJava(environment)).toEqual({ found: true, command: join(home, 'bin', 'java'), version });
  });

  it.each(['1.8.0_442', '11.0.2'])('refuses Java %s as too old', async (version) => {
    install('java', `openjdk version "${version}"`);

    const java = await findJava(environment);

    expect(java).toMatchObject({ found: false, reason: expect.stringContaining(version) });
  });

  it('reports missing tools', async () => {
    const java = await findJava({ PATH: environment.PATH });
    const maven = await findMaven({ PATH: environment.PATH });

    expect(java).toEqual({ found: false, reason: 'Java 17 or later not found (java is missing)' });
    expect(maven).toEqual({ found: false, reason: 'Maven 3 or later not found (mvn is missing)' });
  });

  it('searches the path if JAVA_HOME has no Java', async () => {
    install('java', 'openjdk version "17.0.15"');

    const java = await findJava({ JAVA_HOME: join(home, 'gone'), PATH: join(home, 'bin') });

    expect(java).toEqual({ found: true, command: 'java', version: '17.0.15' });
  });

  it('accepts Maven 3 in MAVEN_HOME', async () => {
    install('mvn', 'Apache Maven 3.8.7');

    expect(await findMaven(environment)).toMatchObject({ found: true, version: '3.8.7' });
  });
});
