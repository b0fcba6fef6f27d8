import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { errors } from '../errors.ts'
import type { KnownAdapter } from './known.ts'

/** True when the adapter's package is installed where the application, or Hotseat itself, can see it. */
export function isInstalled(known: KnownAdapter, root: string): boolean {
  return resolve(known.adapter, root) !== undefined
}

/**
 * Imports an adapter as the application would, or else as Hotseat would, and calls its factory.
 *
 * @param root the application's folder
 * @param fits the guard of the port
 * @returns undefined when the package is not installed
 * @throws {HotseatError} `HOTSEAT_ADAPTER_BROKEN` when it is there but cannot be used
 */
export async function importAdapter<Adapter>(
  known: KnownAdapter,
  root: string,
  fits: (value: unknown) => value is Adapter,
): Promise<Adapter | undefined> {
  const path = resolve(known.adapter, root)
  if (path === undefined) return undefined
  try {
    const exported: object = await import(pathToFileURL(path).href)
    const factory: unknown = Reflect.get(exported, known.factory)
    const adapter: unknown = typeof factory === 'function' ? Reflect.apply(factory, undefined, []) : undefined
    if (fits(adapter)) return adapter
    throw new TypeError(`its export "${known.factory}" makes no adapter of this version`)
  } catch (cause) {
    throw errors.adapterBroken(known.adapter, cause)
  }
}

function resolve(packageName: string, root: string): string | undefined {
  for (const from of [join(root, 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(packageName)
    } catch {
      // Not there: the next place, or nowhere.
    }
  }
  return undefined
}
