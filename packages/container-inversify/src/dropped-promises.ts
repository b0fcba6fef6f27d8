/**
 * Keeps Node from ending the process over a promise that inversify drops: it does so with one that is still pending
 * when something beside it throws. Whoever awaits the promise is told of the rejection as ever.
 */
export function mayBeDropped(promise: Promise<unknown>): void {
  quiet(promise)
  // What inversify caches it hands on as promise.then(…): that one is dropped, too.
  Object.defineProperty(promise, 'then', {
    configurable: true,
    value: (...handlers: unknown[]) => quiet(Reflect.apply(Promise.prototype.then, promise, handlers)),
  })
}

function quiet(promise: Promise<unknown>): Promise<unknown> {
  Promise.prototype.then.call(promise, undefined, () => undefined)
  return promise
}
