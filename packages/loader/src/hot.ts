/**
 * The type of `import.meta.hot`. To have it in an application:
 *
 *     /// <reference types="@hotseat/loader/hot" />
 *
 * or `"types": ["node", "@hotseat/loader/hot"]` in tsconfig.json. Beside `vite/client` it gives way to Vite's type.
 */
declare global {
  // Not a property: two declarations of one would have to be the same.
  interface ImportMeta extends HotMeta {}
}

interface HotMeta {
  /** Undefined in production, so that `if (import.meta.hot)` is all that it takes. */
  readonly hot?: Hot
}

/** `any`, as in Vite: what one instance of a module leaves to the next only that module knows. */
export type HotData = ReturnType<JSON['parse']>

export type HotModule = Record<string, HotData>

/** What a module can do about being replaced. Made after Vite's, so that code written for that runs. */
export interface Hot {
  /**
   * What this instance leaves to the next one of the same file: that gets a shallow copy, of when its load began. So
   * what is to be handed over is put here as soon as there is something; in `dispose` it is too late, for then the next
   * instance serves already.
   *
   * @example const cache: Map<string, User> = (import.meta.hot?.data.users ??= new Map())
   */
  readonly data: HotData
  /**
   * Calls `callback` when no generation has this instance any more: its last one has drained, after the next was seated,
   * or was discarded. What was registered last is called first, and awaited. An error, or a hang, is reported with the file.
   * Called at once if that was before.
   *
   * @example import.meta.hot?.dispose(() => clearInterval(timer))
   */
  dispose(callback: (data: HotData) => unknown): void
  /** As `dispose`, but only if no generation has another instance of the file: for what is handed over in `data`. */
  prune(callback: (data: HotData) => unknown): void

  /** Does nothing: who imports a module that changed gets the new one by being instantiated anew. */
  accept(): void
  accept(callback: (module: HotModule | undefined) => void): void
  accept(dependency: string, callback: (module: HotModule | undefined) => void): void
  accept(dependencies: readonly string[], callback: (modules: (HotModule | undefined)[]) => void): void
  /** Does nothing, as `accept`. */
  acceptExports(names: string | readonly string[], callback?: (module: HotModule | undefined) => void): void
  /** Does nothing: a change always reaches whoever imports the module. */
  invalidate(message?: string): void
  /** Does nothing: there is no client, and there are no events. */
  on(event: string, callback: (payload: HotData) => void): void
  /** Does nothing, as `on`. */
  off(event: string, callback: (payload: HotData) => void): void
  /** Does nothing, as `on`. */
  send(event: string, data?: HotData): void
}
