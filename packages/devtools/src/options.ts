import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HotseatError, ModuleLoader, Reloader } from '@hotseat/core'
import type { Reserved } from '@hotseat/http'
import type { Editor } from './editor/editor.ts'

export interface DevtoolsOptions {
  /** What is shown. The devtools have to be made before it is started, to know all of it. */
  readonly reloader: Reloader<unknown>
  /** The reloader's, if it can tell where an error passed, and who imports what. */
  readonly loader?: Pick<ModuleLoader, 'trace'> | undefined
  /** The application's folder, absolute. What leaves is relative to it. */
  readonly root: string
  /** Folders whose source may be shown and opened, absolute. Default: `root`. */
  readonly roots?: readonly string[] | undefined
  /** Hotseat's own, to be shown. */
  readonly version: string
  /** Opens places in the source. Default: none, nothing is opened. */
  readonly editor?: Editor | undefined
  /**
   * By what this machine is reached beyond `localhost`, `*.localhost`, 127.0.0.0/8 and [::1]: names, `app.test`, or origins of
   * a proxy that is on this machine too, `https://app.test`. Whole names only.
   */
  readonly allowedHosts?: readonly string[] | undefined
  /** Told what went wrong. Default: `console.error`. */
  readonly onError?: ((error: HotseatError) => void) | undefined
}

/** What a listener is given: `createListener({ reserved: devtools.reserved, prepare: devtools.prepare })`. */
export interface Devtools {
  readonly reserved: Reserved
  /** Gives pages their client; see `ListenerOptions.prepare`. */
  readonly prepare: (request: IncomingMessage, response: ServerResponse, generation: number | undefined) => void
  /** Where the inspector is, on a listener that is reached at `base`. */
  url(base: string): string
  /** Ends every event stream, and follows the reloader no more. */
  close(): void
}
