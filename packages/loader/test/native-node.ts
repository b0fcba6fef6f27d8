import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Modules that were run stay in a process for good, so that it is replaced now and then. */
const runsPerProcess = 1000

/** Runs graphs of modules by Node itself, in another process. */
export class NativeNode implements Disposable {
  #child: ChildProcess | undefined
  #runs = 0

  /**
   * What a graph did.
   *
   * @param isEntry the graph is the module behind the URL, and not what the default export of that imports
   * @returns undefined if Node itself crashed: up to 26.10 V8 does in some cycles through `require()` of an ES module
   */
  async run(url: string, isEntry: boolean): Promise<readonly string[] | undefined> {
    if (++this.#runs % runsPerProcess === 0) this[Symbol.dispose]()
    const child = this.#child ?? start()
    this.#child = child
    const ended = new AbortController()
    const end = (): void => ended.abort()
    child.once('exit', end)
    child.send({ url, isEntry })
    try {
      const [log]: string[][] = await once(child, 'message', { signal: ended.signal })
      return log
    } catch (error) {
      if (!ended.signal.aborted) throw error
      this.#child = undefined
      return undefined
    } finally {
      child.off('exit', end)
    }
  }

  [Symbol.dispose](): void {
    this.#child?.kill()
    this.#child = undefined
  }
}

function start(): ChildProcess {
  return fork(join(import.meta.dirname, 'fixtures', 'natively.ts'), {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  })
}
