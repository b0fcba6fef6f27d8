import type { Position } from '../compile/positions.ts'
import { isInstalled } from '../resolve/packages.ts'
import { mappedFrame } from './mapped-frame.ts'
import { positionsOf } from './scripts.ts'

/** A frame of a stack that leads into the application's source. */
export interface Place extends Position {
  readonly path: string
  /** The source as it was when it was compiled. */
  readonly text: string
}

/** On our accessor: where to look scripts up. A second copy of this package adds itself instead of hooking once more. */
const brand = Symbol.for('hotseat.loader.stack')

const places = new WeakMap<object, Place[]>()

/** The places in the application's source that the stack of an error was found to have, once it was read; the topmost first. */
export function placesOf(error: object): readonly Place[] {
  return places.get(error) ?? []
}

/**
 * Makes `error.stack` tell positions in the source. Frames of other code, and what another hook does with them, stay
 * as they were; whether that was set before or is set later, for good or for a moment, its frames are mapped.
 */
export function mapStacks(): void {
  const property = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const getter: unknown = property && Reflect.get(property, 'get')
  const known: unknown = typeof getter === 'function' ? Reflect.get(getter, brand) : undefined
  if (known instanceof Set) {
    known.add(positionsOf)
    return
  }
  const lookups = new Set<typeof positionsOf>([positionsOf])
  /** Of each hook of ours the one that it calls: whoever puts back what was there puts that back. */
  const theirs = new WeakMap<object, unknown>()
  const mapping = (hook: unknown): object => {
    const prepare = (error: Error, frames: readonly NodeJS.CallSite[]): unknown => {
      const mapped = frames.map((frame) => mapFrame(error, frame, lookups))
      return typeof hook === 'function' ? Reflect.apply(hook, Error, [error, mapped]) : format(error, mapped)
    }
    theirs.set(prepare, hook)
    return prepare
  }
  let current = mapping(Reflect.get(Error, 'prepareStackTrace'))
  const get = Object.defineProperty(() => current, brand, { value: lookups })
  const set = (hook: unknown): void => {
    const isOurs = typeof hook === 'function' && theirs.has(hook)
    current = isOurs ? hook : mapping(hook)
  }
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    enumerable: property?.enumerable ?? true,
    get,
    set,
  })
}

function mapFrame(error: Error, frame: NodeJS.CallSite, lookups: ReadonlySet<typeof positionsOf>): NodeJS.CallSite {
  const script = frame.getFileName() ?? frame.getEvalOrigin()
  if (script?.includes('?') !== true) return frame
  return mappedFrame(frame, (filename, compiled) => {
    const [positions] = [...lookups].flatMap((lookup) => lookup(filename) ?? [])
    const original = positions?.original(compiled)
    if (!positions || !original) return undefined
    const { path, text, format: form } = positions.compilation
    if (!isInstalled(path)) note(error, { path, text, ...original })
    return { path, commonJs: form !== 'module', ...original }
  })
}

/** A hook that formats the frames more than once has them mapped more than once. */
function note(error: Error, place: Place): void {
  const known = places.get(error) ?? []
  const isKnown = known.some(
    ({ path, line, column }) => path === place.path && line === place.line && column === place.column,
  )
  if (!isKnown) places.set(error, [...known, place])
}

/** As Node does without a hook. */
function format(error: Error, frames: readonly NodeJS.CallSite[]): string {
  const head = headOf(error)
  return frames.length === 0 ? head : `${head}\n    at ${frames.map(String).join('\n    at ')}`
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return '<error>'
  }
}
