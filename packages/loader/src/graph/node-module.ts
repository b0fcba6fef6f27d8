import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { External, externalAt } from './external.ts'
import type { EsModule } from './module.ts'
import { newNamespace, type Namespace } from './namespace.ts'
import { moduleBeside, requireOf } from './requester.ts'

const url = 'node:module'

/**
 * `node:module` as one module of the application gets it: of a file of the application, `createRequire()` makes a
 * `require()` that goes through the loader.
 */
export class NodeModule extends External {
  readonly #importer: EsModule
  #own: Namespace | undefined

  constructor(importer: EsModule) {
    super(url)
    this.#importer = importer
  }

  override get namespace(): Namespace | undefined {
    const native = externalAt(url).namespace
    if (native) this.#own ??= this.#replaced(native)
    return this.#own
  }

  override async load(): Promise<Namespace> {
    const native = await externalAt(url).load()
    return this.namespace ?? native
  }

  override loadNow(): void {
    externalAt(url).loadNow()
  }

  #replaced(native: Namespace): Namespace {
    const own = newNamespace()
    const createOwn = (from: string | URL): unknown => {
      const path = from instanceof URL || from.startsWith('file:') ? fileURLToPath(from) : from
      const module = moduleBeside(this.#importer, path)
      return module ? requireOf(module) : createRequire(from)
    }
    for (const name of Object.keys(native)) {
      Object.defineProperty(own, name, {
        enumerable: true,
        get: () => (name === 'createRequire' ? createOwn : native[name]),
      })
    }
    return Object.preventExtensions(own)
  }
}
