import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { createReloader, type Capture, type HotseatError, type Reloader, type ReloaderOptions } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import { onTestFinished } from 'vitest'
import { capture, type AppCapture, type CaptureOptions, type Leftover } from '../../src/index.ts'
import { container, manualWatcher } from './adapters.ts'
import { project, write, type Files } from './project.ts'
import { collectStray } from './stray.ts'

/** An application that runs as it stands, and all that is told of it. */
export interface Started {
  readonly root: string
  readonly reloader: Reloader<unknown>
  readonly captured: AppCapture
  /** What the application has told by `tell`. */
  readonly told: string[]
  /** What `onError` was told. */
  readonly errors: HotseatError[]
  readonly leftovers: { readonly generation: number; readonly left: readonly Leftover[] }[]
  readonly disposeFailures: HotseatError[]
  /** What nothing caught, and the capture did not take. */
  readonly stray: unknown[]
  /** What is answered at the first of its ports. */
  readonly text: (path?: string) => Promise<string>
  /** Saves files, and resolves when what comes of it is seated, or has failed. */
  readonly save: (files: Files) => Promise<void>
  /** Resolves when a generation has been disposed; to be asked for before. */
  readonly disposed: (generation: number) => Promise<void>
  /** Lets all go on that await `sign()`. */
  readonly giveSign: () => void
  readonly stop: () => Promise<void>
}

/** For `expect.poll`: a machine that is busy may take its time. */
export const seen = { timeout: 10_000, interval: 5 }

type Options = Pick<CaptureOptions, 'port' | 'host' | 'clear' | 'streams' | 'closeTimeout' | 'freshness'> &
  Partial<Pick<ReloaderOptions<unknown>, 'buildTimeout' | 'disposeTimeout' | 'drainTimeout' | 'server'>> & {
    /** The project has packages of its own, and none of this package's. */
    readonly ownPackages?: boolean
    /** Called whenever the application tells something. */
    readonly hear?: () => void
    /** A planted bug. */
    readonly plant?: (captured: AppCapture) => Capture
  }

/** Starts the application of which `main` is the entry, or these files, on a loader of its own. Stopped with the test. */
export async function start(files: string | Files, options: Options = {}): Promise<Started> {
  const {
    plant,
    ownPackages = false,
    hear: _hear,
    port,
    host,
    clear,
    streams,
    closeTimeout = 500,
    freshness,
    ...others
  } = options
  const root = project(typeof files === 'string' ? { 'src/main.ts': files } : files, { ownPackages })
  const told: string[] = []
  const hear = (message: unknown): void => {
    told.push(String(message))
    options.hear?.()
  }
  subscribe('hotseat-test', hear)
  const errors: HotseatError[] = []
  const disposeFailures: HotseatError[] = []
  const leftovers: { generation: number; left: readonly Leftover[] }[] = []
  const captured = capture({
    port,
    host,
    clear,
    streams,
    closeTimeout,
    freshness,
    root,
    onError: (error) => errors.push(error),
    onLeftovers: (left, generation) => leftovers.push({ generation, left }),
  })
  const watcher = manualWatcher()
  const reloader = createReloader({
    entry: join(root, 'src/main.ts'),
    roots: [root],
    watcher,
    loader: loader({ cache: false }),
    container,
    capture: plant ? plant(captured) : captured,
    disposeTimeout: 2_000,
    ...others,
  })
  reloader.on('dispose-failed', ({ error }) => disposeFailures.push(error))
  const stray = collectStray((error, origin) => captured.catches(error, origin))
  let stopping: Promise<unknown> | undefined
  const stop = async (): Promise<void> => {
    stopping ??= Promise.all([captured.close(), reloader.stop()])
    await stopping
  }
  onTestFinished(async () => {
    await stop()
    unsubscribe('hotseat-test', hear)
  })
  await reloader.start()
  return {
    root,
    reloader,
    captured,
    told,
    errors,
    leftovers,
    disposeFailures,
    stray,
    stop,
    giveSign() {
      const signs: unknown = Reflect.get(globalThis, '__signs')
      if (signs instanceof EventTarget) signs.dispatchEvent(new Event('sign'))
    },
    text: async (path = '/') => await (await fetch(new URL(path, captured.addresses[0]?.url))).text(),
    async save(saved) {
      write(root, saved)
      watcher.report(Object.keys(saved).map((name) => join(root, name)))
      await reloader.settled()
    },
    async disposed(generation) {
      const event = Promise.withResolvers<void>()
      const off = reloader.on('disposed', (disposed) => {
        if (disposed.generation === generation) event.resolve()
      })
      await event.promise.finally(off)
    },
  }
}

/** The same, of which the first build has to succeed. */
export async function serve(files: string | Files, options: Options = {}): Promise<Started> {
  const started = await start(files, options)
  if (started.reloader.failure) throw started.reloader.failure
  return started
}
