import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** A server in a process of its own, asked over one connection. Disposing it ends the process. */
export class RunningServer implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #port: number
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  constructor(folder: string, script: readonly string[], port: number) {
    this.#port = port
    this.#process = spawn(process.execPath, [...script], {
      cwd: folder,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }

  /** Milliseconds until the answer is `text`, asking again a millisecond after each other answer. Rejects after 120 s. */
  async until(text: string, path = '/'): Promise<number> {
    const begun = performance.now()
    for (;;) {
      const answer = await this.#answer(path)
      if (answer === text) break
      const waited = performance.now() - begun
      if (waited > 120_000) throw new Error(`The server did not answer '${text}' within 120 s, but: ${answer}`)
      await setTimeout(1)
    }
    return performance.now() - begun
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy()
    const exited = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await exited
  }

  /** Undefined while nobody listens. */
  #answer(path: string): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    const request = get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve(body))
    })
    request.on('error', () => resolve(undefined))
    return promise
  }
}
