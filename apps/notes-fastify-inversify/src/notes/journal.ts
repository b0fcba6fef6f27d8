import { injectable, preDestroy } from 'inversify'
import { Caller } from '../request-scope.ts'
import { Feed, type Change } from './feed.ts'

/** What one request has done. The feed is told at the end of it, so that nobody hears of half a request. */
@injectable()
export class Journal {
  readonly #feed: Feed
  readonly #caller: Caller
  readonly #changes: Change[] = []

  constructor(feed: Feed, caller: Caller) {
    this.#feed = feed
    this.#caller = caller
  }

  enter(change: Omit<Change, 'by'>): void {
    this.#changes.push({ ...change, by: this.#caller.id })
  }

  @preDestroy()
  publish(): void {
    for (const change of this.#changes.splice(0)) this.#feed.publish(change)
  }
}
