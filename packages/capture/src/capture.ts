import type { Capture, HotseatError, Reloader } from '@hotseat/core'
import type { ListenAddress } from '@hotseat/http'
import { Application, currentApplication } from './application.ts'
import { perGenerationOf } from './per-generation.ts'
import { watchLibraries } from './containers/watch-libraries.ts'
import type { Leftover } from './leftovers/leftover.ts'
import { watchResources } from './leftovers/resources.ts'
import { watchTimers } from './leftovers/timers.ts'
import { patchListen } from './listen/patch.ts'
import { Ports, type PortsOptions } from './listen/ports.ts'
import { patchChannels } from './process/channels.ts'
import { Ended } from './process/ended.ts'
import { patchModuleHooks } from './process/module-hooks.ts'
import { patchProcess } from './process/patch.ts'

export interface CaptureOptions extends Omit<PortsOptions, 'mounted' | 'changed' | 'onError' | 'root'> {
  /** Told what the application threw where nothing catches, or what a request came to. Default: `console.error`. */
  readonly onError?: ((error: HotseatError) => void) | undefined
  /** The ports that are open have changed: all of them. */
  readonly onPorts?: ((addresses: readonly ListenAddress[]) => void) | undefined
  /** Told what a generation left behind, when it was let go. */
  readonly onLeftovers?: ((leftovers: readonly Leftover[], generation: number) => void) | undefined
  /** Whether what a generation left behind is ended. Default true. */
  readonly clear?: boolean | undefined
  /** The application's folder: which packages it depends on (default: the working directory), and, if given, what clients are told relative to. */
  readonly root?: string | undefined
}

export interface AppCapture extends Capture {
  /** Where the application can be reached. */
  readonly addresses: readonly ListenAddress[]
  /**
   * Takes an error that nothing caught, as the listeners of `uncaughtException` get it.
   * @returns whether it is an application's that deals with it, or that was being built: its build has failed then
   */
  catches(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): boolean
  /** Finishes what is in flight, and closes the ports. To be called beside the reloader's `stop()`. */
  close(): Promise<void>
}

let isPatched = false

function patch(): void {
  if (isPatched) return
  isPatched = true
  patchListen()
  patchProcess()
  patchChannels()
  patchModuleHooks()
  const watch = () => currentApplication()?.watch
  watchTimers(watch)
  watchResources(watch)
  watchLibraries(currentApplication)
}

/**
 * Makes what runs applications as they stand: their `listen()` opens no port of their own, so that it stays open
 * when they are reloaded.
 *
 * @example
 * const captured = capture({ port: 3000 })
 * const reloader = createReloader({ entry: 'src/main.ts', watcher, loader, container, capture: captured })
 * await reloader.start()
 */
export function capture(options: CaptureOptions = {}): AppCapture {
  patch()
  const { onPorts, onLeftovers, clear = true, root = process.cwd(), ...listening } = options
  const onError = options.onError ?? ((error: HotseatError): void => console.error(error))
  const applications = new Map<number, Application>()
  const followed = new WeakSet<Reloader<unknown>>()
  const ports = new Ports({
    ...listening,
    root: options.root,
    onError,
    mounted: ({ generation }, key) => applications.get(generation)?.at(key),
    changed: (addresses) => onPorts?.(addresses),
  })

  function follow(reloader: Reloader<unknown>): void {
    if (followed.has(reloader)) return
    followed.add(reloader)
    reloader.on('swap', ({ generation, retired }) => {
      applications.get(generation)?.seated()
      if (retired !== undefined) ports.letGo(retired)
    })
  }

  return {
    name: 'capture',
    perGeneration: perGenerationOf(root),
    begin(context) {
      follow(context.reloader)
      const application = new Application(context, {
        ports,
        report: onError,
        async leftBehind(leftovers, hasShutDown) {
          const left = clear ? await leftovers.clear() : (await leftovers.find()).filter((each) => each.isLoud())
          if (left.length > 0 && hasShutDown) onLeftovers?.(left, context.generation)
        },
        forget: () => applications.delete(context.generation),
      })
      applications.set(context.generation, application)
      return application
    },
    get addresses() {
      return ports.addresses
    },
    catches: (error, origin) => currentApplication()?.catches(error, origin) ?? error instanceof Ended,
    close: () => ports.close(),
  }
}
