// The package has no types: what these tests use of it.
declare module 'autocannon' {
  export interface Result {
    readonly errors: number
    readonly timeouts: number
    readonly non2xx: number
    readonly resets: number
    readonly '2xx': number
  }
  export interface Instance extends PromiseLike<Result> {
    stop(): void
  }
  export default function autocannon(options: {
    readonly url: string
    readonly connections: number
    /** Seconds. */
    readonly duration: number
  }): Instance
}
