import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Modules that were run stay in a process for good, so that it is replaced now and then. */
const runsPerProcess = 1000

/** Runs graphs of modules by Node itself, in another process. */
export class NativeNode<Graph extends object, Result> implements Disposable {
  readonly #fixture: string
  #child: ChildProcess | undefined
  #runs = 0

  /** @param fixture what that process runs: it answers each graph that it is sent by what that did */
  constructor(fixture: string) {
    this.#fixture = fixture
  }

  /** @returns undefined if Node itself crashed: up to 26.10 V8 does in some cycles through `require()` of an ES module */
  async run(graph: Graph): Promise<Result | undefined> {
    if (++this.#runs % runsPerProcess === 0) this[Symbol.dispose]()
    const child = this.#child ?? start(this.#fixture)
    this.#child = child
    const ended = new AbortController()
    const end = (): void => ended.abort()
    child.once('exit', end)
    child.send(graph)
    try {
      const [result]: Result[] = await once(child, 'message', { signal: ended.signal })
      return result
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

function start(fixture: string): ChildProcess {
  return fork(join(import.meta.dirname, 'fixtures', fixture), {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  })
}
