import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { createReloader, type ContainerFactory, type Reloader, type ServerBinding, type Watcher } from '@hotseat/core'
import { createListener } from '@hotseat/http'
import { loader } from '@hotseat/loader'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { project } from '../project.ts'
import type { Sources } from './sources.ts'

/** An application on disk whose imports resolve as those of this package do. */
export function application(sources: Sources): string {
  const root = project(sources)
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
  return root
}

export interface Combination<Api, App> {
  readonly watcher: Watcher
  readonly container: ContainerFactory<Api>
  readonly server: ServerBinding<App>
}

export interface Running {
  readonly reloader: Reloader<unknown>
  readonly url: string
  readonly stop: () => Promise<void>
}

/** Serves the application in `root`. */
export async function run<Api, App>(root: string, combination: Combination<Api, App>): Promise<Running> {
  const reloader = createReloader<Api, Api, App>({
    entry: join(root, 'src/app.ts'),
    roots: [root],
    loader: loader(),
    ...combination,
  })
  const listener = createListener({ reloader, port: 0 })
  const stop = async (): Promise<void> => {
    await Promise.all([listener.close(), reloader.stop()])
  }
  onTestFinished(stop)
  const { url } = await listener.listen()
  await reloader.start()
  return { reloader, url, stop }
}

/** An event stream; `last()` is what it said last. */
export async function openStream(url: string): Promise<{ last(): string | undefined; close(): void }> {
  const request = get(`${url}/stream`)
  const response: AsyncIterable<Buffer> & { setEncoding(encoding: 'utf8'): unknown } = await new Promise(
    (resolve, reject) => request.on('response', resolve).on('error', reject),
  )
  response.setEncoding('utf8')
  let last: string | undefined
  void (async () => {
    for await (const chunk of response) last = /data: (.*)\n\n$/.exec(String(chunk))?.[1] ?? last
  })().catch(() => undefined)
  return { last: () => last, close: () => request.destroy() }
}

/** A WebSocket; `ask()` is what it answers. */
export async function openSocket(url: string): Promise<{ ask(): Promise<string>; close(): void }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`)
  await once(socket, 'open')
  return {
    async ask() {
      const answered = once(socket, 'message')
      socket.send('?')
      const [answer]: unknown[] = await answered
      return String(answer)
    },
    close: () => socket.close(),
  }
}
