import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'

/** A server in a process of its own, whose use of CPU can be asked for. Disposing it ends the process. */
export class MeasuredServer implements Disposable {
  readonly #process: ChildProcess
  readonly #connections: readonly Socket[]

  /** @param environment what it takes itself for; by default as it is deployed */
  static async start(
    script: readonly string[],
    connections: number,
    environment = 'production',
  ): Promise<MeasuredServer> {
    const child = fork(join(import.meta.dirname, 'server.ts'), [...script], {
      env: { ...process.env, NODE_ENV: environment },
    })
    const port = await told(child)
    const sockets = Array.from({ length: connections }, () =>
      connect(port, '127.0.0.1').setNoDelay().setEncoding('utf8'),
    )
    return new MeasuredServer(child, sockets)
  }

  private constructor(child: ChildProcess, connections: readonly Socket[]) {
    this.#process = child
    this.#connections = connections
  }

  /** Microseconds of CPU that the process uses for each of so many requests, one at a time on each connection. */
  async cost(path: string, requests: number, headers: readonly string[] = []): Promise<number> {
    const before = await this.#used()
    const each = Math.ceil(requests / this.#connections.length)
    await Promise.all(this.#connections.map((connection) => ask(connection, path, headers, each)))
    return ((await this.#used()) - before) / (each * this.#connections.length)
  }

  async #used(): Promise<number> {
    this.#process.send('cpu')
    return await told(this.#process)
  }

  [Symbol.dispose](): void {
    for (const connection of this.#connections) connection.destroy()
    this.#process.disconnect()
  }
}

async function told(child: ChildProcess): Promise<number> {
  const [message]: unknown[] = await once(child, 'message')
  return Number(message)
}

/** The answers are so short that each arrives whole. */
async function ask(connection: Socket, path: string, headers: readonly string[], times: number): Promise<void> {
  const request = [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let left = times
  const answered = (answer: string): void => {
    if (!answer.startsWith('HTTP/1.1 200')) return reject(new Error(`Answered with ${answer}`))
    left -= 1
    if (left > 0) connection.write(request)
    else resolve()
  }
  const closed = (): void => reject(new Error('The server closed the connection.'))
  connection.on('data', answered).on('close', closed)
  connection.write(request)
  await promise.finally(() => connection.off('data', answered).off('close', closed))
}
