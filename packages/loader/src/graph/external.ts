import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { types } from 'node:util'
import { actAs } from '@hotseat/core'
import { importingPackage, requiringPackage } from '../registries/guard.ts'
import type { Target } from '../resolve/target.ts'
import { commonJsNamespace, fillCommonJsNamespace, type Namespace } from './namespace.ts'

/** A module that Node loads, once per process: what it does to the process as it runs is no generation's doing. */
export class External {
  readonly kind = 'external'
  readonly url: string
  #namespace: Namespace | undefined

  constructor(url: string) {
    this.url = url
  }

  /** Undefined until it has been loaded. */
  get namespace(): Namespace | undefined {
    return this.#namespace
  }

  get complete(): boolean {
    return this.namespace !== undefined
  }

  async load(): Promise<Namespace> {
    const namespace = await importingPackage(
      async () => await actAs(undefined, async (): Promise<Namespace> => await import(this.url)),
    )
    this.#namespace = namespace
    return namespace
  }

  /**
   * Loads it without waiting, where `load` did not yet.
   * @throws {Error} `ERR_REQUIRE_ASYNC_MODULE` if it awaits at the top level
   */
  loadNow(): void {
    const { url } = this
    const exports = requiringPackage(() =>
      actAs(undefined, (): unknown => require(url.startsWith('file:') ? fileURLToPath(url) : url)),
    )
    this.#namespace ??= namespaceOf(exports)
  }
}

const require = createRequire(import.meta.url)

function namespaceOf(exports: unknown): Namespace {
  if (isNamespace(exports)) return exports
  const isObject = exports !== null && (typeof exports === 'object' || typeof exports === 'function')
  const namespace = commonJsNamespace([...new Set(['default', ...(isObject ? Object.keys(exports) : [])])].sort())
  fillCommonJsNamespace(namespace, exports)
  return namespace
}

function isNamespace(value: unknown): value is Namespace {
  return types.isModuleNamespaceObject(value)
}

const externals = new Map<string, External>()

/** @param url of a file, or `node:…` */
export function externalAt(url: string): External {
  const external = externals.get(url) ?? new External(url)
  externals.set(url, external)
  return external
}

/** Builtins do nothing when they load: so they need not wait for their turn. */
export async function loadBuiltins(targets: readonly Target[]): Promise<void> {
  const builtins = new Set<External>()
  for (const target of targets) {
    if (target.kind === 'external' && target.url.startsWith('node:')) builtins.add(externalAt(target.url))
  }
  await Promise.all([...builtins].filter(({ complete }) => !complete).map(async (each) => await each.load()))
}
