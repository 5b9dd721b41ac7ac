import { type FSWatcher, watch } from 'node:fs';

/** An editor writes a file in several steps. */
const SETTLE_MS = 100;

/** Waits for changes in folders, without their subfolders. It does not keep the process alive. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  #isChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;

  /** Replaces the folders that are watched. */
  follow(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      const watcher = watch(folder, { persistent: false }, () => this.#note());
      // A folder that is deleted is a change, too.
      watcher.on('error', () => this.#note());
      this.#watchers.set(folder, watcher);
    }
  }

  /** Resolves when something has changed since the last call. */
  async changed(): Promise<void> {
    if (!this.#isChanged) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#isChanged = false;
  }

  #note(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isChanged = true;
      this.#wake?.();
    }, SETTLE_MS).unref();
  }
}
