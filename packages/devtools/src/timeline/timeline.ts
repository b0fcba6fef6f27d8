import type { TimelineEntry } from '../protocol.ts'

/** How many generations are remembered. */
const most = 1_000

/** The newest generations, each with what has become of it. */
export class Timeline {
  readonly #entries = new Map<number, TimelineEntry>()
  readonly #changed: (entry: TimelineEntry) => void

  /** @param changed told of every entry that is new or another */
  constructor(changed: (entry: TimelineEntry) => void) {
    this.#changed = changed
  }

  /** The oldest first. */
  all(): readonly TimelineEntry[] {
    return [...this.#entries.values()]
  }

  add(entry: TimelineEntry): void {
    this.#entries.set(entry.generation, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > most && oldest !== undefined) this.#entries.delete(oldest)
    this.#changed(entry)
  }

  /** Does nothing to one that is forgotten, or was never known. */
  change(generation: number | undefined, change: (entry: TimelineEntry) => TimelineEntry): void {
    const entry = generation === undefined ? undefined : this.#entries.get(generation)
    if (entry) this.add(change(entry))
  }
}
