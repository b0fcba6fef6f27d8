import { dirname, resolve } from 'node:path'
import { nodeFileSystem, type FileSystem } from '../files/file-system.ts'
import { gitIndexLock } from './git-lock.ts'
import { ignoredByDefault, type ReloaderOptions } from './options.ts'
import { settingsOf } from './policy.ts'
import type { Reloader } from './reloader.ts'
import { systemClock, type Clock } from './clock.ts'
import { ReloadShell } from './shell.ts'

/** What a test puts in the place of the world. */
export interface Seams {
  readonly clock?: Clock
  readonly fileSystem?: FileSystem
}

/**
 * Makes a reloader of the given adapters. Nothing happens before `start()`.
 *
 * @throws {HotseatError} `HOTSEAT_BAD_OPTION`
 * @example
 * const hot = await createReloader({
 *   entry: 'src/app.ts',
 *   watcher: chokidar(),
 *   loader: loader(),
 *   container: tsyringe(),
 * }).start()
 * app.get('/', (request, response) => response.send(hot.lease(request).api.resolve<Greeter>('Greeter').greet()))
 */
export function createReloader<Api, Builder = Api, App = unknown>(
  options: ReloaderOptions<Api, Builder, App>,
  seams: Seams = {},
): Reloader<Api> {
  const fileSystem = seams.fileSystem ?? nodeFileSystem
  const entry = fileSystem.canonical(resolve(options.entry))
  const roots = (options.roots ?? [dirname(entry)]).map((root) => fileSystem.canonical(resolve(root)))
  return new ReloadShell<Api, Builder, App>({
    adapters: options,
    entry,
    roots,
    ignored: options.ignored ?? ignoredByDefault,
    settings: settingsOf(options),
    clock: seams.clock ?? systemClock,
    fileSystem,
    isLocked: gitIndexLock(roots[0] ?? dirname(entry)),
  })
}
