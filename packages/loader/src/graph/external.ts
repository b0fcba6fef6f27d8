import type { Namespace } from './namespace.ts'

/** A module that Node loads, once per process. */
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
    return this.#namespace !== undefined
  }

  async load(): Promise<Namespace> {
    const namespace: Namespace = await import(this.url)
    this.#namespace = namespace
    return namespace
  }
}

const externals = new Map<string, External>()

/** @param url of a file, or `node:…` */
export function externalAt(url: string): External {
  const external = externals.get(url) ?? new External(url)
  externals.set(url, external)
  return external
}
