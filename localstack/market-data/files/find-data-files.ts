import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openPromise, type ZipFile } from 'yauzl';
import { AlphaPandaError, messageOf } from '../../../shared/errors.ts';
import { type DataFile, packingOf, plainFile, zippedFile } from './data-file.ts';

/** The files of some paths. */
export interface DataFiles {
  readonly files: readonly DataFile[];
  /** Files of folders and archives that are not market data by their name. */
  readonly leftOut: readonly string[];
  /** Closes the archives. */
  close(): void;
}

/** Names that a folder or archive may give to market data. A file that the user names may have any name. */
const MARKET_DATA_NAME = /\.(?:csv|txt|tsv|json)(?:\.gz)?$|\.(?:zip|gz)$/i;

/** Files that systems add by themselves, such as `.DS_Store` and `__MACOSX/`. */
const isHidden = (name: string): boolean => /(?:^|\/)(?:\.|__MACOSX\/)/.test(name);

const noSuchFile = (path: string, problem: string, cause?: unknown): AlphaPandaError =>
  new AlphaPandaError('NO_SUCH_FILE', `cannot read market data from ${path}: ${problem}`, { cause });

class Finder {
  readonly files: DataFile[] = [];
  readonly leftOut: string[] = [];
  readonly zips: ZipFile[] = [];

  async add(path: string): Promise<void> {
    try {
      if ((await stat(path)).isDirectory()) await this.#addFolder(path);
      else await this.#addFile(path);
    } catch (cause) {
      if (cause instanceof AlphaPandaError) throw cause;
      throw noSuchFile(path, messageOf(cause), cause);
    }
  }

  async #addFolder(folder: string): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    for (const name of names) {
      const path = join(folder, name);
      if (isHidden(name)) continue;
      if ((await stat(path)).isDirectory() || MARKET_DATA_NAME.test(name)) await this.add(path);
      else this.leftOut.push(path);
    }
  }

  async #addFile(path: string): Promise<void> {
    const packing = await packingOf(path);
    if (packing === 'zip') await this.#addZip(path);
    else this.files.push(plainFile(path, packing));
  }

  async #addZip(path: string): Promise<void> {
    const zip = await openPromise(path, { autoClose: false });
    this.zips.push(zip);
    let found = 0;
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry;
      if (fileName.endsWith('/') || isHidden(fileName)) continue;
      if (!MARKET_DATA_NAME.test(fileName)) {
        this.leftOut.push(`${path}:${fileName}`);
      } else if (/\.zip$/i.test(fileName)) {
        throw noSuchFile(path, `it has another archive in it, ${basename(fileName)}: unpack ${path} first`);
      } else {
        found += 1;
        this.files.push(zippedFile(path, zip, entry));
      }
    }
    if (found === 0) throw noSuchFile(path, 'the archive has no file that ends in .csv, .txt, .tsv or .json');
  }
}

/**
 * The files that paths name: files, zip archives, and folders with all that is in them, by name.
 * @throws AlphaPandaError `NO_SUCH_FILE`
 */
export const findDataFiles = async (paths: readonly string[]): Promise<DataFiles> => {
  const finder = new Finder();
  for (const path of paths) await finder.add(path);
  if (finder.files.length === 0) {
    throw noSuchFile(paths.join(', '), 'no file there ends in .csv, .txt, .tsv, .json, .gz or .zip');
  }
  return {
    files: finder.files,
    leftOut: finder.leftOut,
    close: () => {
      for (const zip of finder.zips) zip.close();
    },
  };
};
