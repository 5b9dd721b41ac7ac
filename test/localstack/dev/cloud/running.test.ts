import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announceRunning, findRunning, requireNoneOn } from '../../../../localstack/dev/cloud/running.ts';

const ENDPOINTS = { kafkaBrokers: '127.0.0.1:9092', awsEndpointUrl: 'http://127.0.0.1:4566' };

/** More than any process has. */
const NO_PROCESS = 2 ** 30;

describe('a running cloud', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'running-'));
    file = join(folder, 'deeper', 'running.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is found, with its addresses and whether it has a feed', () => {
    announceRunning(ENDPOINTS, true, file);

    expect(findRunning(file)).toEqual({ ...ENDPOINTS, feed: true, pid: process.pid });
  });

  it('is not found after it has withdrawn its announcement, even twice', () => {
    const takeBack = announceRunning(ENDPOINTS, false, file);
    takeBack();
    takeBack();

    expect(findRunning(file)).toBeUndefined();
  });

  it('withdraws only its own announcement', () => {
    const takeBack = announceRunning(ENDPOINTS, false, file);
    const other = { pid: process.ppid, kafka_brokers: 'a:1', aws_endpoint_url: 'b', feed: false };
    writeFileSync(file, JSON.stringify(other));

    takeBack();

    expect(findRunning(file)).toMatchObject({ pid: process.ppid });
  });

  it('lets no second cloud take its records', () => {
    announceRunning(ENDPOINTS, false, file);

    expect(() => requireNoneOn(ENDPOINTS, findRunning(file))).toThrow(`process ${process.pid}`);
    expect(() =>
      requireNoneOn({ ...ENDPOINTS, kafkaBrokers: 'other:9092' }, findRunning(file)),
    ).not.toThrow();
  });

  it.each([
    [
      'its process has ended',
      JSON.stringify({ pid: NO_PROCESS, kafka_brokers: 'a:1', aws_endpoint_url: 'b', feed: false }),
    ],
    ['the file is of another version', JSON.stringify({ pid: process.pid })],
    ['the file is damaged', '{"pid":'],
  ])('is not found where %s', (_why, text) => {
    announceRunning(ENDPOINTS, false, file);
    writeFileSync(file, text);

    expect(findRunning(file)).toBeUndefined();
  });
});
