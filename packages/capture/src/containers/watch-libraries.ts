import { subscribe } from 'node:diagnostics_channel'
import { errors } from '../errors.ts'
import { libraries } from './libraries.ts'
import { isObject, type Library } from './library.ts'
import { replaceAwilix } from './replace-awilix.ts'

/** Where it goes what an application has made with a library. */
export interface Notes {
  note<Made extends object>(library: Library, made: Made, dispose: (made: Made) => unknown): void
}

/**
 * From now on the containers that an application makes are found. Node tells of what it has loaded before whoever loads
 * it goes on (https://nodejs.org/api/diagnostics_channel.html#modules): so nothing is loaded for this.
 *
 * @param notes gives those of the application whose code runs now; undefined if it is none's
 */
export function watchLibraries(notes: () => Notes | undefined): void {
  subscribe('tracing:module.require:end', (message) => loaded(message, notes))
  subscribe('tracing:module.import:asyncEnd', (message) => loaded(message, notes))
  replaceAwilix((exports) => watchLibrary('awilix', exports, notes))
}

/** What of instances of libraries is watched, by what they export. */
const watched = new WeakSet<object>()

/** A module of a package, of which there may be several instances. */
export function watchLibrary(name: string, exports: unknown, notes: () => Notes | undefined): void {
  const library = byName.get(name)
  if (!library || !isObject(exports)) return
  const found = read(exports, library.key)
  if (!isObject(found) || watched.has(found)) return
  const isKnown = library.watch(exports, (made, dispose) => notes()?.note(library, made, dispose))
  for (const each of [found, read(exports, library.key)]) if (isObject(each)) watched.add(each)
  if (!isKnown) warnOnce(library)
}

const byName = new Map(libraries.map((library) => [library.name, library]))

function loaded(message: unknown, notes: () => Notes | undefined): void {
  if (!isObject(message)) return
  const asked: unknown = Reflect.get(message, 'url') ?? Reflect.get(message, 'id')
  const parent: unknown = Reflect.get(message, 'parentFilename')
  if (typeof asked !== 'string') return
  const name = packageOf(asked.startsWith('.') && typeof parent === 'string' ? parent : asked)
  if (name !== undefined) watchLibrary(name, Reflect.get(message, 'result'), notes)
}

/** @param asked a path, a URL, or a specifier */
function packageOf(asked: string): string | undefined {
  const at = asked.lastIndexOf(folder)
  if (at === -1 && (asked.startsWith('/') || asked.includes(':'))) return undefined
  const [scope = '', name = ''] = asked.slice(at === -1 ? 0 : at + folder.length).split('/', 2)
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

const folder = '/node_modules/'

/** Undefined for what is not there yet: a module that requires itself around a corner. */
function read(exports: object, key: string): unknown {
  try {
    return Reflect.get(exports, key)
  } catch {
    return undefined
  }
}

const unknown = new Set<Library>()

function warnOnce(library: Library): void {
  if (unknown.has(library)) return
  unknown.add(library)
  process.emitWarning(errors.libraryUnknown(library.name))
}
