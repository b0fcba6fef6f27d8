import { randomBytes } from 'node:crypto'
import type { SourceLocation } from '@hotseat/core'
import type { Place } from '../protocol.ts'
import type { Paths } from '@hotseat/http'

/** The places of the current failure by ids that nobody can guess: what a page asks for is one of these, never a path. */
export class Places {
  readonly #paths: Paths
  readonly #known = new Map<string, SourceLocation>()

  constructor(paths: Paths) {
    this.#paths = paths
  }

  add(location: SourceLocation): Place {
    const id = randomBytes(12).toString('base64url')
    this.#known.set(id, location)
    const { file, line, column } = location
    return { file: this.#paths.relative(file), line, column, id }
  }

  find(id: unknown): SourceLocation | undefined {
    return typeof id === 'string' ? this.#known.get(id) : undefined
  }

  /** There is no failure any more, or another one. */
  clear(): void {
    this.#known.clear()
  }
}
