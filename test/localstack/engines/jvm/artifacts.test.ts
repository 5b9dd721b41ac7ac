import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Artifact,
  apacheKafka,
  artifactCache,
  dynamoDbLocal,
  fetchArtifact,
} from '../../../../localstack/engines/jvm/artifacts.ts';

const artifact: Artifact = {
  title: 'Example 1.0',
  main: { groupId: 'org.example', artifactId: 'example', version: '1.0' },
  extras: [{ groupId: 'org.example', artifactId: 'extra', version: '2.0' }],
  megabytes: 1,
};

describe('fetching by Maven', () => {
  let folder: string;
  let cache: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
    cache = join(folder, 'cache');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Stands for Maven: copies the pom to where the jars go, and counts its runs. */
  const fakeMaven = (lastLine = ''): { found: true; command: string; version: string } => {
    const command = join(folder, 'mvn');
    const copy =
      'out=; for p; do case $p in -DoutputDirectory=*) out=$(echo "$p" | cut -d= -f2);; esac; done; mkdir -p "$out"; cp pom.xml "$out"';
    writeFileSync(command, `#!/bin/sh\necho run >> ${folder}/runs\n${copy}\n${lastLine}\n`);
    chmodSync(command, 0o755);
    return { found: true, command, version: '3.9.9' };
  };

  it('requests the pinned versions and keeps the result', async () => {
    const libraries = await fetchArtifact(artifact, { cache, maven: fakeMaven() });

    const pom = readFileSync(join(libraries, 'pom.xml'), 'utf8');
    expect(libraries).toBe(join(cache, 'example-1.0'));
    expect(pom).toContain('<artifactId>example</artifactId><version>1.0</version>');
    expect(pom).toContain('<artifactId>extra</artifactId><version>2.0</version>');
  });

  it('fetches once', async () => {
    const maven = fakeMaven();
    await fetchArtifact(artifact, { cache, maven });
    await fetchArtifact(artifact, { cache, maven: { found: false, reason: 'not needed any more' } });

    expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\n');
  });

  it('may run several times at once, and leaves no other files', async () => {
    const maven = fakeMaven();

    const all = await Promise.all(Array.from({ length: 5 }, () => fetchArtifact(artifact, { cache, maven })));

    expect(new Set(all)).toEqual(new Set([join(cache, 'example-1.0')]));
    expect(readdirSync(cache)).toEqual(['example-1.0']);
    expect(readdirSync(join(cache, 'example-1.0'))).toEqual(['pom.xml']);
  });

  it("keeps nothing of a failed fetch and reports Maven's error", async () => {
    const maven = fakeMaven('echo "[ERROR] Could not transfer artifact"; exit 1');

    const fetched = fetchArtifact(artifact, { cache, maven });

    await expect(fetched).rejects.toMatchObject({
      code: 'ARTIFACT_UNAVAILABLE',
      message: expect.stringContaining('Could not transfer artifact'),
    });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('reports why it cannot fetch without Maven', async () => {
    const fetched = fetchArtifact(artifact, { cache, maven: { found: false, reason: 'mvn is missing' } });

    await expect(fetched).rejects.toThrow(/Example 1\.0 .* cannot be fetched: mvn is missing/);
    expect(existsSync(cache)).toBe(false);
  });

  it('keeps the cache outside the project', () => {
    expect(artifactCache({ XDG_CACHE_HOME: '/x' })).toBe('/x/alpha-panda');
    expect(artifactCache({})).toMatch(/\/\.cache\/alpha-panda$/);
  });

  it('pins exact versions', () => {
    const versions = [apacheKafka, dynamoDbLocal].flatMap(({ main, extras }) => [main, ...extras]);

    for (const { version } of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
