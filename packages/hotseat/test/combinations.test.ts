import { setTimeout as delay } from 'node:timers/promises'
import { inversify } from '@hotseat/container-inversify'
import { tsyringe } from '@hotseat/container-tsyringe'
import type { ContainerFactory, Reloader, ServerBinding, Watcher } from '@hotseat/core'
import { express } from '@hotseat/server-express'
import { fastify } from '@hotseat/server-fastify'
import { chokidar } from '@hotseat/watcher-chokidar'
import { parcel } from '@hotseat/watcher-parcel'
import { expect, test } from 'vitest'
import { application, openSocket, openStream, run } from './combinations/running.ts'
import { containers, servers, shared, words } from './combinations/sources.ts'
import { write } from './project.ts'

const allWatchers: Readonly<Record<string, () => Watcher>> = { chokidar, parcel }

for (const [watcherName, watcher] of Object.entries(allWatchers)) {
  scenario(watcherName, 'tsyringe', 'express', { watcher, container: tsyringe, server: express })
  scenario(watcherName, 'tsyringe', 'fastify', { watcher, container: tsyringe, server: fastify })
  scenario(watcherName, 'inversify', 'express', { watcher, container: inversify, server: express })
  scenario(watcherName, 'inversify', 'fastify', { watcher, container: inversify, server: fastify })
}

function scenario<Api, App>(
  watcherName: string,
  containerName: keyof typeof containers,
  serverName: keyof typeof servers,
  adapters: {
    readonly watcher: () => Watcher
    readonly container: () => ContainerFactory<Api>
    readonly server: () => ServerBinding<App>
  },
): void {
  test(`${watcherName}, ${containerName}, ${serverName}: edit, break, mend, stream, WebSocket, burst, stop`, async () => {
    const root = application({ ...shared, ...containers[containerName], ...servers[serverName], ...words('one') })
    const { reloader, url, stop } = await run(root, {
      watcher: adapters.watcher(),
      container: adapters.container(),
      server: adapters.server(),
    })
    const lives = watchLives(reloader)
    const text = async (): Promise<string> => await (await fetch(url)).text()
    const seen = { timeout: 5_000, interval: 5 }
    expect(await text()).toBe('one')

    const stream = await openStream(url)
    const socket = await openSocket(url)
    await expect.poll(() => stream.last(), seen).toBe('one')
    expect(await socket.ask()).toBe('one')

    write(root, words('two'))
    await expect.poll(text, seen).toBe('two')
    // What was begun on the old generation goes on there, and holds it.
    expect(await socket.ask()).toBe('one')
    expect(stream.last()).toBe('one')
    expect(lives.disposed).toEqual([])

    write(root, { 'src/words.ts': 'export const WORD: string =' })
    await expect.poll(() => reloader.failure?.location?.file, seen).toContain('src/words.ts')
    expect(await text()).toBe('two')
    write(root, words('three'))
    await expect.poll(text, seen).toBe('three')
    expect(reloader.failure).toBeUndefined()

    let reloads = 0
    do {
      reloads = lives.seated.length
      lives.changes.length = 0
      for (let each = 1; each <= 10; each += 1) {
        write(root, words(`burst ${reloads}.${each}`))
        await delay(5)
      }
      await expect.poll(text, seen).toBe(`burst ${reloads}.10`)
      // A machine that paused in between, or told of it late, saw more than one burst.
    } while (longestPause(lives.changes.slice(0, 2)) > 9 || longestPause(lives.changes) > 50)
    expect(lives.seated).toHaveLength(reloads + 1)

    stream.close()
    socket.close()
    await expect.poll(() => lives.disposed, seen).toContain(1)

    await stop()
    expect(lives.disposed.toSorted((left, right) => left - right)).toEqual([1, ...lives.seated])
    expect(lives.troubles).toEqual([])
  })
}

/** Milliseconds between two of these times. */
function longestPause(times: readonly number[]): number {
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)))
}

interface Lives {
  /** The generations that were seated since the first. */
  readonly seated: number[]
  readonly disposed: number[]
  /** When the reloader heard of changes. */
  readonly changes: number[]
  readonly troubles: unknown[]
}

function watchLives(reloader: Reloader<unknown>): Lives {
  const lives: Lives = { seated: [], disposed: [], changes: [], troubles: [] }
  reloader.on('swap', ({ generation }) => lives.seated.push(generation))
  reloader.on('change', () => lives.changes.push(performance.now()))
  reloader.on('disposed', ({ generation }) => lives.disposed.push(generation))
  reloader.on('dispose-failed', ({ error }) => lives.troubles.push(error))
  reloader.on('watch-failed', ({ error }) => lives.troubles.push(error))
  return lives
}
