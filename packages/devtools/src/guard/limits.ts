/** What clients may use up. Sizes are bytes, times milliseconds. */
export interface Limits {
  /** Event streams that are open at once. */
  readonly streams: number
  /** Other requests that are being answered at once. */
  readonly requests: number
  /** Of a request. */
  readonly body: number
  /** In which the body of a request has to arrive, and an answer to be taken. */
  readonly patience: number
  /** POSTs that change something, in a second. */
  readonly mutations: number
  /** Other POSTs in a second. */
  readonly sessions: number
  /** What a stream may have waiting for a client that does not read. */
  readonly buffered: number
}

export const limits: Limits = {
  streams: 64,
  requests: 256,
  body: 16 * 1024,
  patience: 10_000,
  mutations: 10,
  sessions: 100,
  buffered: 1024 * 1024,
}

/** Lets something through so many times in any second. */
export function createRate(perSecond: number, now: () => number): () => boolean {
  let times: number[] = []
  return () => {
    const at = now()
    times = times.filter((time) => at - time < 1_000)
    if (times.length >= perSecond) return false
    times.push(at)
    return true
  }
}
