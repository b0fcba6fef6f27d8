/**
 * Keeps Node from ending the process over a promise that inversify drops: it does so with one that is still pending
 * when something beside it throws. Whoever awaits the promise is told of the rejection as ever.
 */
export function mayBeDropped(promise: Promise<unknown>): void {
  promise.catch(() => undefined)
  // What inversify caches it hands on as promise.then(…), and drops that.
  Reflect.defineProperty(promise, 'constructor', { configurable: true, value: { [Symbol.species]: Quiet } })
}

/** What a function of the application gave; if that is a promise, one that may be dropped and is inversify's alone. */
export function droppable(value: unknown): unknown {
  if (!(value instanceof Promise)) return value
  const own: Promise<unknown> = value.then((settled: unknown) => settled)
  mayBeDropped(own)
  return own
}

/** A promise that nobody need listen to. */
class Quiet<Value> extends Promise<Value> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  constructor(executor: ConstructorParameters<typeof Promise<Value>>[0]) {
    super(executor)
    this.catch(() => undefined)
  }
}
