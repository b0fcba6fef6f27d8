import { HotseatError, messageOf } from '@hotseat/core'
import { errors } from './errors.ts'
import type { InnerContainer, OwnLibrary } from './library.ts'
import { nameOfClass } from './registrations.ts'

/**
 * Makes tsyringe keep the error that a constructor, a factory or a transform threw. By itself it throws a new one for
 * every constructor on the way, with the text of the last and the stack of none. Here each of them has the first
 * error as its `cause` and shows where that arose: in the application, or where the application called tsyringe.
 */
export function keepOriginalErrors({ methods }: OwnLibrary): void {
  const { construct, resolve, resolveAll, resolveParams } = methods
  /** By the error that was thrown in its place: what was thrown first. */
  const origins = new WeakMap<object, unknown>()
  /** What left `resolve`, `resolveAll` or a transform last: it is what tsyringe has just caught. */
  let caught: unknown

  const originOf = (error: unknown): unknown => (isObject(error) && origins.has(error) ? origins.get(error) : error)

  const remember = (error: unknown): unknown => (caught = error)

  /** `left`: the method that the error leaves. */
  const leave = (error: unknown, left: (this: InnerContainer, token: unknown) => unknown): unknown => {
    const origin = originOf(error)
    if (error instanceof Error && !arisesOutside(origin)) {
      Error.captureStackTrace(error, left)
      // It now shows who called the method; what is made of it further out is to show the same.
      if (arisesOutside(error)) origins.delete(error)
    }
    return remember(error)
  }

  methods.construct = function (target, context) {
    try {
      return construct.call(this, target, context)
    } catch (error) {
      if (typeof target !== 'function' || messageOf(error) !== `TypeInfo not known for "${target.name}"`) throw error
      throw errors.metadata(nameOfClass(target), error)
    }
  }
  methods.resolve = function (token, context, isOptional) {
    try {
      if (!(token instanceof TransformToken)) return resolve.call(this, token, context, isOptional)
      return token.guard(resolve.call(this, token.original, context), remember)
    } catch (error) {
      throw leave(error, methods.resolve)
    }
  }
  methods.resolveAll = function (token, context, isOptional) {
    try {
      return resolveAll.call(this, token, context, isOptional)
    } catch (error) {
      throw leave(error, methods.resolveAll)
    }
  }
  methods.resolveParams = function (context, target) {
    const argumentFor = resolveParams.call(this, context, target)
    return (parameter, index) => {
      try {
        return argumentFor(withTransformToken(parameter), index)
      } catch (formatted) {
        const origin = originOf(caught)
        const error = errorWith(origin, messageOfInjection(formatted, target, index, caught))
        origins.set(error, origin)
        throw error
      }
    }
  }
}

/** Stands for the token of a transform, so that what it throws is seen before tsyringe formats it. */
class TransformToken {
  readonly original: unknown

  constructor(original: unknown) {
    this.original = original
  }

  /** The transformer as tsyringe calls it; `remember` is told what it throws. */
  guard(transformer: unknown, remember: (error: unknown) => unknown): object {
    return {
      transform: (...values: unknown[]) => {
        try {
          return transform(transformer, values)
        } catch (error) {
          throw remember(error)
        }
      },
    }
  }
}

function withTransformToken(parameter: unknown): unknown {
  if (!isObject(parameter) || !('token' in parameter) || !('transform' in parameter)) return parameter
  return { ...parameter, transform: new TransformToken(parameter.transform) }
}

function transform(transformer: unknown, values: readonly unknown[]): unknown {
  const method: unknown = isObject(transformer) ? Reflect.get(transformer, 'transform') : undefined
  if (typeof method !== 'function') throw new TypeError('The transformer has no method transform().')
  return Reflect.apply(method, transformer, values)
}

function messageOfInjection(formatted: unknown, target: unknown, index: number, reason: unknown): string {
  const start = 'Cannot inject the dependency'
  const message = messageOf(formatted)
  // While it formats, tsyringe trips over a reason that is no Error and over some constructors' parameter lists.
  if (message.startsWith(start)) return message
  const name = typeof target === 'function' ? nameOfClass(target) : String(target)
  return `${start} at position #${index} of "${name}" constructor. Reason:\n    ${messageOf(reason)}`
}

function errorWith(origin: unknown, message: string): Error {
  const error = HotseatError.is(origin)
    ? new HotseatError({ code: origin.code, message, cause: origin, location: origin.location })
    : new Error(message, { cause: origin })
  error.stack = [`${error.name}: ${message}`, ...framesOf(origin)].join('\n')
  return error
}

const here = [import.meta.dirname, new URL('.', import.meta.url).href]

/** False for what was thrown by tsyringe or by this adapter, and for what has no stack. */
function arisesOutside(thrown: unknown): boolean {
  const [first] = framesOf(thrown)
  if (first === undefined || here.some((folder) => first.includes(folder))) return false
  return !/[\\/]tsyringe[\\/]dist[\\/]/.test(first)
}

function framesOf(thrown: unknown): readonly string[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  return stack.split('\n').filter((line) => line.startsWith('    at '))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
