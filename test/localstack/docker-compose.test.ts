import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const lines = readFileSync('localstack/docker-compose.yml', 'utf8').split('\n');
const valuesOf = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);

describe('localstack/docker-compose.yml', () => {
  it('pins every image to a release', () => {
    const images = valuesOf(/^\s+image: (\S+)$/);

    expect(images).toHaveLength(2);
    for (const image of images) {
      expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
    }
  });

  it('publishes ports on loopback only', () => {
    const start = lines.flatMap((line, index) => (line.trim() === 'ports:' ? [index + 1] : []));

    const published = start.map((index) => lines[index]?.trim());

    expect(published).toEqual(['- 127.0.0.1:19092:19092', '- 127.0.0.1:4566:4566']);
  });

  it('starts no service of AWS that the product does not use', () => {
    expect(valuesOf(/^\s+SERVICES: (\S+)$/)).toEqual(['dynamodb,secretsmanager']);
  });
});
