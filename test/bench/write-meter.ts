import type { CheckpointStore, ProjectionWriter } from '../../shared/kernel/ports.ts';
import { itemBytes, writeUnits } from './item-size.ts';

/** Counts of writes. */
export interface Written {
  readonly puts: number;
  readonly bytes: number;
  readonly units: number;
}

/** Counts puts by purpose. Each put is billed by the kilobyte, even if its condition fails. */
export class WriteMeter {
  readonly #byPurpose = new Map<string, Written>();

  store(name: string, store: CheckpointStore): CheckpointStore {
    return {
      load: (id) => store.load(id),
      save: (id, next) => {
        this.#count(
          `${name} checkpoints`,
          itemBytes({ checkpoint_id: id, version: next.version, body: next.body }),
        );
        return store.save(id, next);
      },
    };
  }

  projections(writer: ProjectionWriter): ProjectionWriter {
    return {
      write: (projections) => {
        for (const { table, item } of projections) this.#count(`table ${table}`, itemBytes(item));
        return writer.write(projections);
      },
    };
  }

  purposes(): ReadonlyMap<string, Written> {
    return this.#byPurpose;
  }

  total(): Written {
    return [...this.#byPurpose.values()].reduce(sum, NOTHING);
  }

  #count(purpose: string, bytes: number): void {
    const before = this.#byPurpose.get(purpose) ?? NOTHING;
    this.#byPurpose.set(purpose, sum(before, { puts: 1, bytes, units: writeUnits(bytes) }));
  }
}

const NOTHING: Written = { puts: 0, bytes: 0, units: 0 };

const sum = (a: Written, b: Written): Written => ({
  puts: a.puts + b.puts,
  bytes: a.bytes + b.bytes,
  units: a.units + b.units,
});
