import type { ModuleLoader } from '@hotseat/core'

/** What the author of a module loader hands the suite. */
export interface LoaderHarness {
  /** A loader that knows of no application yet. */
  create(): ModuleLoader
}
