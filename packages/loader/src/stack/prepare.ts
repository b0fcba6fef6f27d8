import type { Position } from '../compile/positions.ts'
import { anonymous } from '../compile/wrapper.ts'
import { isInstalled } from '../resolve/packages.ts'
import { positionsOf } from './scripts.ts'

/** A frame of a stack that leads into the application's source. */
export interface Place extends Position {
  readonly path: string
  /** The source as it was when it was compiled. */
  readonly text: string
}

type Lookup = typeof positionsOf

/** On our hook: where to look scripts up. A second copy of this package adds itself instead of hooking once more. */
const brand = Symbol.for('hotseat.loader.stack')

const places = new WeakMap<object, Place>()

/** The topmost place in the application's source that the stack of an error was found to have, once it was read. */
export function placeOf(error: object): Place | undefined {
  return places.get(error)
}

/**
 * Makes `error.stack` tell positions in the source. Frames of other code, and what another hook does with them, stay
 * as they were.
 */
export function mapStacks(): void {
  const before: unknown = Reflect.get(Error, 'prepareStackTrace')
  const known: unknown = typeof before === 'function' ? Reflect.get(before, brand) : undefined
  if (known instanceof Set) {
    known.add(positionsOf)
    return
  }
  const lookups = new Set<Lookup>([positionsOf])
  const prepare = (error: Error, frames: readonly NodeJS.CallSite[]): unknown => {
    const mapped = frames.map((frame) => mapFrame(error, frame, lookups))
    return typeof before === 'function' ? Reflect.apply(before, Error, [error, mapped]) : format(error, mapped)
  }
  Object.defineProperty(prepare, brand, { value: lookups })
  Error.prepareStackTrace = prepare
}

function mapFrame(error: Error, frame: NodeJS.CallSite, lookups: ReadonlySet<Lookup>): NodeJS.CallSite {
  const filename = frame.getFileName()
  const line = frame.getLineNumber()
  const column = frame.getColumnNumber()
  if (!filename?.includes('?') || line === null || column === null) return frame
  const [positions] = [...lookups].flatMap((lookup) => lookup(filename) ?? [])
  const original = positions?.original({ line, column })
  if (!positions || !original) return frame
  const { path, text } = positions.compilation
  if (!places.has(error) && !isInstalled(path)) places.set(error, { path, text, ...original })
  return mappedFrame(frame, filename.slice(0, filename.lastIndexOf('?')), { line, column }, original)
}

/** A frame that is like another one, but elsewhere. */
function mappedFrame(frame: NodeJS.CallSite, url: string, compiled: Position, original: Position): NodeJS.CallSite {
  const text = textOf(frame)
  const written = `${frame.getFileName()}:${compiled.line}:${compiled.column}`
  const replaced: Record<string, () => unknown> = {
    getFileName: () => url,
    getScriptNameOrSourceURL: () => url,
    getLineNumber: () => original.line,
    getColumnNumber: () => original.column,
    toString: () =>
      text.replace(written, `${url}:${original.line}:${original.column}`).replaceAll(anonymous, 'default'),
  }
  return new Proxy(frame, {
    get(target, key) {
      if (typeof key === 'string' && Object.hasOwn(replaced, key)) return replaced[key]
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** As it stands in a stack: a frame has a `toString` that its type does not speak of. */
function textOf(frame: unknown): string {
  return String(frame)
}

/** As Node does without a hook. */
function format(error: Error, frames: readonly NodeJS.CallSite[]): string {
  const head = headOf(error)
  return frames.length === 0 ? head : `${head}\n    at ${frames.map(textOf).join('\n    at ')}`
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return '<error>'
  }
}
