import { subscribe } from 'node:diagnostics_channel'
import { holdEach, holding } from './running-functions.ts'

/** Where Fastify publishes each instance as it is made. https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks */
const made = 'fastify.initialization'

/** The methods by which an application hands over functions to be called with a request; routes have a hook of their own. */
const takers = ['addHook', 'setErrorHandler', 'setNotFoundHandler', 'addContentTypeParser']

/** That an instance was told to listen. */
export interface Listening {
  /** Settles when it does, or has failed to. */
  readonly settled: PromiseLike<unknown>
  /** Its stack is that of the call. */
  readonly call: Error
}

const listening = new WeakMap<object, Listening>()
let isObserving = false

/**
 * From now on every instance is observed from its making on. Once it is mounted it would be too late: what it calls is
 * settled then. Fastify's other channel, `fastify.request.handler`, needs no such thing, but knows of route handlers
 * only, and never tells that one has settled which had called `reply.hijack()`.
 */
export function observeInstances(): void {
  if (isObserving) return
  isObserving = true
  subscribe(made, (message) => {
    if (isMaking(message)) observe(message.fastify)
  })
}

/** Undefined for an instance that was not told to listen. */
export function listeningOf(app: object): Listening | undefined {
  return listening.get(app)
}

/** What is registered within plugins comes by here as well: their instances inherit from the one that was made. */
function observe(app: Instance): void {
  app.addHook('onRoute', holdEach)
  for (const name of takers) {
    intercept(app, name, (method, self, args) => {
      const [first] = args
      if (name === 'setNotFoundHandler' && typeof first === 'object' && first !== null) holdEach(first)
      return Reflect.apply(method, self, args.map(holding))
    })
  }
  intercept(app, 'listen', (listen, self, args) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const callbacks = args.map((arg) => (typeof arg === 'function' ? alsoCalling(arg, resolve) : arg))
    const result: unknown = Reflect.apply(listen, self, callbacks)
    listening.set(app, {
      settled: result instanceof Promise ? result : promise,
      call: new Error('listen() was called'),
    })
    return result
  })
}

type Callable = (...args: readonly unknown[]) => unknown

function intercept(
  app: Instance,
  name: string,
  call: (method: Callable, self: unknown, args: readonly unknown[]) => unknown,
): void {
  const method: unknown = Reflect.get(app, name)
  if (isCallable(method)) Reflect.set(app, name, new Proxy(method, { apply: call }))
}

function alsoCalling(callback: object, also: () => void): object {
  return new Proxy(callback, {
    apply(target, self, args) {
      also()
      return isCallable(target) ? Reflect.apply(target, self, args) : undefined
    },
  })
}

interface Instance {
  addHook(name: 'onRoute', hook: (route: object) => void): unknown
}

function isMaking(message: unknown): message is { readonly fastify: Instance } {
  if (typeof message !== 'object' || message === null || !('fastify' in message)) return false
  const { fastify } = message
  return typeof fastify === 'object' && fastify !== null && 'addHook' in fastify && isCallable(fastify.addHook)
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function'
}
