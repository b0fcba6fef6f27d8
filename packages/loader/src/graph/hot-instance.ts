import { messageOf, type Disposal } from '@hotseat/core'
import { errors } from '../errors.ts'
import type { Hot } from '../hot.ts'

interface Callback {
  readonly order: number
  readonly kind: 'dispose' | 'prune'
  readonly run: (data: object) => unknown
}

let order = 0
const nothing = (): void => {}

/** An instance of a module, as its `import.meta.hot` knows it. */
export class HotInstance {
  readonly path: string
  readonly data: object
  readonly api: Hot
  readonly #callbacks: Callback[] = []
  #isDisposed = false

  /** @param data what it leaves to the next instance; so far what the last one has left */
  constructor(path: string, data: object) {
    this.path = path
    this.data = data
    const api: Hot = {
      data,
      dispose: (run) => this.#add({ order: order++, kind: 'dispose', run }),
      prune: (run) => this.#add({ order: order++, kind: 'prune', run }),
      accept: nothing,
      acceptExports: nothing,
      invalidate: nothing,
      on: nothing,
      off: nothing,
      send: nothing,
    }
    // Vite has it too, for old code; its types have not.
    this.api = Object.assign(api, { decline: nothing })
  }

  /**
   * What is to be called now that it goes. From now on what is registered is called at once.
   * @param isSucceeded there is another instance of the file
   */
  take(isSucceeded: boolean): readonly (Disposal & { readonly order: number })[] {
    this.#isDisposed = true
    const callbacks = this.#callbacks.splice(0).filter(({ kind }) => kind === 'dispose' || !isSucceeded)
    return callbacks.map((callback) => ({
      order: callback.order,
      name: `import.meta.hot of ${this.path}`,
      dispose: async () => {
        const before = { ...this.data }
        await callback.run(this.data)
        if (isSucceeded) this.#warnOfLoss(before)
      },
    }))
  }

  #add(callback: Callback): void {
    if (this.#isDisposed) void this.#runLate(callback)
    else this.#callbacks.push(callback)
  }

  /** Of a build that was discarded in the middle of it: whoever waited for it has gone. */
  async #runLate({ run }: Callback): Promise<void> {
    try {
      await run(this.data)
    } catch (cause) {
      process.emitWarning(errors.hotDispose(this.path, messageOf(cause), cause))
    }
  }

  #warnOfLoss(before: object): void {
    const lost = Object.keys(this.data).filter((key) => Reflect.get(this.data, key) !== Reflect.get(before, key))
    if (lost.length === 0 || warned.has(this.path)) return
    warned.add(this.path)
    process.emitWarning(errors.hotDataLost(this.path, lost))
  }
}

const warned = new Set<string>()
