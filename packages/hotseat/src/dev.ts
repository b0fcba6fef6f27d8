import { capture, type Leftover } from '@hotseat/capture'
import { createReloader, type HotseatError, type Reloader } from '@hotseat/core'
import { createDevtools, prefix, type Devtools } from '@hotseat/devtools'
import { createListener, type ListenAddress, type Listener, type ListenerOptions } from '@hotseat/http'
import { packageVersion } from './cli/version.ts'
import { isLoopback } from './config/loopback.ts'
import { errors } from './errors.ts'
import { lockInstance, type InstanceLock } from './instance-lock.ts'
import type { DevSettings } from './settings.ts'
import { traceWhereWanted } from './telemetry.ts'

/** An application that is served, and reloaded by every save. */
export interface DevServer {
  readonly reloader: Reloader<unknown>
  /** Where the inspector is; undefined without one, or while no port is open. */
  readonly inspector: string | undefined
  /**
   * Builds the first generation; broken code is no obstacle. The port is opened before, unless the application opens it
   * itself.
   *
   * @throws {HotseatError} when the application runs already, the port cannot be had, or watching cannot start
   */
  start(): Promise<void>
  /** Takes an error that nothing caught; see `AppCapture`. */
  catches(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): boolean
  /** Finishes what is in flight, disposes everything. Legal in every state; a second call returns the first one's promise. */
  stop(): Promise<void>
}

/** What a development server tells. */
export interface DevListeners {
  /** Where it can be reached, whenever that changes. */
  readonly listening: (urls: readonly string[]) => void
  /** What a request handler of the application threw, or an application that is past being built. */
  readonly failed: (error: HotseatError) => void
  /** What is good to know, of the devtools and of who can reach what. Default: `failed`. */
  readonly advised?: (error: HotseatError) => void
  readonly leftBehind: (leftovers: readonly Leftover[], generation: number) => void
}

/** Puts reloader, listener, capture and lock together. Nothing happens before `start()`. */
export function createDevServer(
  settings: DevSettings,
  { listening, failed, advised = failed, leftBehind }: DevListeners,
): DevServer {
  const { entry, roots, ignored, watcher, loader, container, server, port, host, asked, root, opensItsPort } = settings
  const { freshness, holdTimeout, streams, ...timing } = settings.config
  const serving = {
    freshness,
    holdTimeout,
    streams,
    closeTimeout: timing.drainTimeout,
    root,
    onError: failed,
    ...(settings.devtools && served(() => devtools)),
  }
  const captured = capture({ ...serving, ...asked, onPorts: tell, onLeftovers: leftBehind })
  const reloader = createReloader({
    // First: what was decided goes before what the config says.
    ...timing,
    entry,
    roots,
    ignored,
    watcher,
    loader,
    container,
    server,
    capture: captured,
  })
  const devtools =
    settings.devtools &&
    createDevtools({ ...settings.devtools, reloader, loader, root, roots, version: packageVersion(), onError: advised })
  /** For an application that does not listen itself. */
  let listener: Listener | undefined
  let lock: InstanceLock | undefined
  let firstUrl: string | undefined
  let stopping: Promise<void> | undefined

  function tell(addresses: readonly ListenAddress[]): void {
    const [first] = addresses
    firstUrl = first?.url
    if (first) lock?.setUrl(first.url)
    if (addresses.length > 0) listening(addresses.map(({ url }) => url))
  }

  async function open(): Promise<void> {
    listener ??= createListener({ reloader, port, host, ...serving })
    tell([await listener.listen()])
  }

  /** An application that turns out to listen itself needs no other port, and the other way round. */
  async function openAsNeeded(): Promise<void> {
    const isCaptured = captured.addresses.length > 0
    if (isCaptured === (listener === undefined) || stopping) return
    if (!isCaptured) return await open()
    const unneeded = listener
    listener = undefined
    await unneeded?.close()
  }

  async function stop(): Promise<void> {
    // Its streams have no end of their own.
    devtools?.close()
    // At once, so that requests that wait for a first build do not hold up the end of it.
    await Promise.all([listener?.close(), captured.close(), reloader.stop()])
    await lock?.[Symbol.asyncDispose]()
  }

  return {
    reloader,
    get inspector() {
      return firstUrl === undefined ? undefined : devtools?.url(firstUrl)
    },
    async start() {
      lock = await lockInstance(entry)
      if (!opensItsPort) await open()
      if (asked.host !== undefined && !isLoopback(asked.host)) advised(errors.exposed(asked.host))
      reloader.on('swap', () => void openAsNeeded().catch(failed))
      await traceWhereWanted(reloader, root)
      await reloader.start()
    },
    catches: (error, origin) => captured.catches(error, origin),
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

/** The devtools follow a reloader, and that is made with what opens the ports at which they are served. */
function served(devtools: () => Devtools | undefined): Pick<ListenerOptions<unknown>, 'reserved' | 'prepare'> {
  return {
    reserved: {
      prefix,
      handle: (request, response) => devtools()?.reserved.handle(request, response),
      upgrade: (request, socket, head) => devtools()?.reserved.upgrade?.(request, socket, head),
    },
    prepare: (request, response, generation) => devtools()?.prepare(request, response, generation),
  }
}
