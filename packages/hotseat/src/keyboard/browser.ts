import open from 'open'
import { errors } from '../errors.ts'

/**
 * Opens a page in the browser of the user, or in the one that `BROWSER` names.
 *
 * @param browser the environment's `BROWSER`: a program; `none` opens nothing
 * @throws {HotseatError} `HOTSEAT_NO_BROWSER`
 */
export async function openInBrowser(url: string, browser: string | undefined): Promise<void> {
  if (browser === 'none') throw errors.noBrowser(url, 'BROWSER is "none"')
  try {
    const started = await open(url, browser ? { app: { name: browser } } : {})
    const failed = Promise.withResolvers<never>()
    started.once('error', failed.reject)
    const spawned = Promise.withResolvers<void>()
    started.once('spawn', () => spawned.resolve())
    // It may have been spawned before anybody listened.
    if (started.pid !== undefined) spawned.resolve()
    await Promise.race([spawned.promise, failed.promise])
  } catch (cause) {
    throw errors.noBrowser(url, 'none could be started', cause)
  }
}
