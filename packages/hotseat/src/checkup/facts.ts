import type { HotseatError } from '@hotseat/core'

/** Something that was found, or why it was not. */
export type Found<What> = { readonly found: What } | { readonly error: HotseatError }

/** An adapter as it would be used. */
export interface AdapterFact {
  readonly name: string
  /** The package that it comes from, with its version; undefined where the config made it. */
  readonly from: string | undefined
  /** It looks at every file every so often, and so needs no events. */
  readonly polls?: boolean
}

export interface TsconfigFact {
  readonly file: string
  /** The compiler options that matter, as they are after `extends`; undefined where they are not set. */
  readonly experimentalDecorators: boolean | undefined
  readonly emitDecoratorMetadata: boolean | undefined
  readonly module: string | undefined
  /** Names of path aliases: `@app/*`. */
  readonly paths: readonly string[]
  /** By option, the file that sets it, where that is one that the tsconfig extends. */
  readonly extended: ReadonlyMap<string, string>
}

export interface InotifyFact {
  readonly maxWatches: number
  /** Files and folders below the roots; a million of them stands for more. */
  readonly needed: number
  readonly maxInstances: number
  readonly usedInstances: number
}

export interface MountFact {
  /** The type of the file system: `ext4`, `9p`. */
  readonly type: string
  /** Where it is mounted. */
  readonly at: string
}

export interface PortFact {
  readonly port: number
  readonly host: string
  readonly isFree: boolean
  /** Who has it, where that can be known: `node server.js (process 123)`. */
  readonly holder: string | undefined
}

/** All that the doctor looks at. Paths are absolute. */
export interface Facts {
  readonly root: string
  /** Names of all packages that the application depends on. */
  readonly dependencies: ReadonlySet<string>
  readonly manifest: Found<string>
  readonly config: Found<{ readonly file: string | undefined; readonly keys: readonly string[] }>
  readonly entry: Found<{ readonly file: string; readonly by: 'command line' | 'config' | 'search' }>
  /** Its text looks as if it called `listen()`. */
  readonly listens: boolean
  readonly server: Found<AdapterFact>
  readonly container: Found<AdapterFact>
  readonly watcher: Found<AdapterFact>
  /** Undefined where there is none. */
  readonly tsconfig: { readonly found: TsconfigFact } | { readonly problem: string } | undefined
  readonly node: { readonly version: string; readonly range: string; readonly isSupported: boolean }
  readonly nodeEnv: string | undefined
  /** Hotseat's packages that are in use, with their versions. */
  readonly packages: ReadonlyMap<string, string>
  readonly env: {
    /** Names of such files that are in the root. */
    readonly files: readonly string[]
    /** Those that Hotseat reads, and reads again, by their paths from the root. */
    readonly read: readonly string[]
    /** Those that it would read if they were there. */
    readonly missing: readonly string[]
  }
  /** Undefined where none is asked for: the application opens its own. */
  readonly port: Found<PortFact> | undefined
  /** A Hotseat that runs this entry already. */
  readonly running: { readonly pid: number | undefined; readonly url: string | undefined } | undefined
  /** Undefined outside of Linux. */
  readonly inotify: InotifyFact | undefined
  readonly mount: MountFact | undefined
}
