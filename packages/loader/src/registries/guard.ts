import { errors } from '../errors.ts'
import { knownPlaces, type Place } from './known.ts'
import { guardMetadata, type MetadataRegistry } from './metadata.ts'
import { Registry } from './registry.ts'
import { loadAs } from './users.ts'

/** By name on `globalThis`. */
const globals = new Map<string, Registry>()
const metadata: MetadataRegistry[] = []
/** Properties of `globalThis` that were there, or were told of. */
const seen = new Set<string>()

/**
 * Gives each generation registries of its own, from now on: see {@link Registry}.
 * @param more names of properties of `globalThis`, on top of those that are known
 */
export function guardRegistries(more: readonly string[]): void {
  for (const place of [...knownPlaces, ...more.map((name): Place => ({ kind: 'global', name }))]) guard(place)
  for (const name of Object.getOwnPropertyNames(globalThis)) seen.add(name)
}

function guard(place: Place): void {
  if (place.kind === 'metadata') {
    const isGuarded = metadata.some(({ key, of }) => key === place.key && of === place.of)
    if (!isGuarded) metadata.push({ key: place.key, of: place.of, registry: undefined })
    guardMetadata(metadata)
    return
  }
  const { name } = place
  if (globals.has(name)) return
  const registry = new Registry(Reflect.get(globalThis, name))
  globals.set(name, registry)
  Object.defineProperty(globalThis, name, {
    configurable: true,
    // Nothing is to be seen of it before there is something.
    enumerable: false,
    get: () => registry.get(),
    set: (value: unknown) => {
      registry.set(value)
    },
  })
}

/** Loads something of Node's: what that puts into registries counts for every generation. */
export async function importingPackage<Result>(work: () => Promise<Result>): Promise<Result> {
  const load = { before: new Map<Registry, unknown>() }
  try {
    return await loadAs(load, work)
  } finally {
    keep(load)
  }
}

/** As {@link importingPackage}, at once. */
export function requiringPackage<Result>(work: () => Result): Result {
  const load = { before: new Map<Registry, unknown>() }
  try {
    return loadAs(load, work)
  } finally {
    keep(load)
  }
}

function keep({ before }: { readonly before: Map<Registry, unknown> }): void {
  guardMetadata(metadata)
  for (const [registry, contents] of before) registry.keep(contents)
  before.clear()
}

const suspect = /metadata|registry/i

/** Tells, once each, of what came up on `globalThis` that looks like a registry and is not known as one. */
export function warnOfUnknownRegistries(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (seen.has(name)) continue
    seen.add(name)
    if (!suspect.test(name)) continue
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value
    if (typeof value === 'object' && value !== null) process.emitWarning(errors.unknownRegistry(name))
  }
}
