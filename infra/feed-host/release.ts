import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallAws } from './signed-fetch.ts';
import { unzipInto } from './unzip.ts';

/** Code and environment of the deployed function. */
export interface Release {
  /** Differs for each change of code or environment. */
  readonly version: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Loads and unpacks the code. @returns its folder */
  unpack(): Promise<string>;
}

interface Answer {
  readonly Configuration: {
    readonly CodeSha256: string;
    readonly LastModified: string;
    readonly LastUpdateStatus?: string;
    readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  };
  readonly Code: { readonly Location: string };
}

const load = async (url: string, sha256: string): Promise<Buffer> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`the code could not be loaded: status ${response.status}`);
  const zip = Buffer.from(await response.arrayBuffer());
  if (createHash('sha256').update(zip).digest('base64') !== sha256) {
    throw new Error('the code is not that of the function: its SHA-256 differs');
  }
  return zip;
};

/** Reads what is deployed as a function. Undefined while Lambda still updates it. */
export const releaseOf = async (
  call: CallAws,
  endpoint: string,
  functionName: string,
): Promise<Release | undefined> => {
  const answer = (await call({
    service: 'lambda',
    method: 'GET',
    url: `${endpoint}/2015-03-31/functions/${functionName}`,
  })) as Answer;
  const { CodeSha256, LastModified, LastUpdateStatus, Environment } = answer.Configuration;
  if (LastUpdateStatus === 'InProgress') return undefined;
  return {
    version: `${CodeSha256} ${LastModified}`,
    environment: Environment?.Variables ?? {},
    async unpack() {
      const zip = await load(answer.Code.Location, CodeSha256);
      const folder = await mkdtemp(join(tmpdir(), 'market-feed-'));
      await unzipInto(folder, zip);
      return folder;
    },
  };
};
