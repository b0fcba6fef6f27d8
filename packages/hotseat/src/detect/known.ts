/** A package that Hotseat can pick by itself. */
export interface KnownAdapter {
  /** The package of the adapter. */
  readonly adapter: string
  /** What it exports: the factory, called without arguments. */
  readonly factory: string
  /** The library whose presence in package.json calls for this adapter. */
  readonly library?: string
}

// A further adapter is one further line.

/** The server frameworks, the preferred one first. */
export const knownServers: readonly KnownAdapter[] = [
  { library: 'express', adapter: '@hotseat/server-express', factory: 'express' },
  { library: 'fastify', adapter: '@hotseat/server-fastify', factory: 'fastify' },
]

/** The dependency-injection libraries, the preferred one first. */
export const knownContainers: readonly KnownAdapter[] = [
  { library: 'tsyringe', adapter: '@hotseat/container-tsyringe', factory: 'tsyringe' },
  { library: 'inversify', adapter: '@hotseat/container-inversify', factory: 'inversify' },
  { library: 'awilix', adapter: '@hotseat/container-awilix', factory: 'awilix' },
]

/**
 * The watchers, the preferred one first. Applications do not call for one: the first that is installed is taken, and the
 * last comes with Hotseat.
 */
export const knownWatchers: readonly KnownAdapter[] = [
  { adapter: '@hotseat/watcher-chokidar', factory: 'chokidar' },
  { adapter: '@hotseat/watcher-parcel', factory: 'parcel' },
  { adapter: '@hotseat/watcher-node', factory: 'nodeWatcher' },
]
