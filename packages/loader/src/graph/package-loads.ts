import { subscribe } from 'node:diagnostics_channel'
import Module, { registerHooks } from 'node:module'
import { dirname, extname, isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { HotseatError } from '@hotseat/core'
import { errors, unresolvedCode } from '../errors.ts'
import { isInstalled, nearestPackage } from '../resolve/packages.ts'
import type { Graph } from './graph.ts'
import { importOrNotFound } from './requester.ts'
import { requesterAmong } from './running.ts'

/**
 * Installed packages load files of the application too: route folders, globs of entities. Node itself would run those
 * beside the loader's instances, and neither watch nor reload them. So here they are given those of the generation that
 * asks. Not so what the user's own native code loads: the file that starts Hotseat is no package.
 */

/** Of each loader those that have not been released, oldest first. */
const served = new Set<ReadonlySet<Graph>>()

/** From now on packages get what they load of a graph's application from it, as long as it is one of these. */
export function servePackages(graphs: ReadonlySet<Graph>): void {
  if (served.size === 0) hook()
  served.add(graphs)
}

function hook(): void {
  registerHooks({
    resolve(specifier, context, next) {
      // Of `require()` only what was not found below comes by here, and what only wants to know a path.
      const isImport = context.conditions.includes('import')
      if (!isImport || !isPackage(context.parentURL)) return next(specifier, context)
      const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier
      if (!graphFor(path)) return next(specifier, context)
      return { url: handOver(path), format: 'module', importAttributes: {}, shortCircuit: true }
    },
    load(url, context, next) {
      if (url.startsWith('file:') && !url.includes('/node_modules/')) warnIfBeside(fileURLToPath(url))
      return next(url, context)
    },
  })
  subscribe(imported, (message) => {
    if (isRequest(message)) void importFor(message.path).then(message.resolve, message.reject)
  })
  const { prototype } = Module
  const native: unknown = Reflect.get(prototype, 'require')
  if (typeof native !== 'function') return
  prototype.require = function require(specifier): unknown {
    const graph = isAbsolute(specifier) && isPackage(this.filename) ? graphFor(specifier) : undefined
    const path = graph && existing(graph, specifier)
    return graph && path !== undefined
      ? graph.requirePath(path, this.filename)
      : Reflect.apply(native, this, [specifier])
  }
}

const imported = 'hotseat.loader.import'

/** Asked for by the module that Node gets in place of the application's. */
interface Request {
  readonly path: string
  readonly resolve: (namespace: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * A module that is there once for a path, however many generations import that: an `import()` of a module that exports
 * `then` comes to whatever this resolves to, each time anew. A channel is how it gets at the loader: it may import Node's
 * own modules only.
 */
function handOver(path: string): string {
  const source = `import { channel } from 'node:diagnostics_channel'
const path = ${JSON.stringify(path)}
export const then = (resolve, reject) => channel('${imported}').publish({ path, resolve, reject })`
  return `data:text/javascript,${encodeURIComponent(source)}`
}

function isRequest(message: unknown): message is Request {
  return typeof message === 'object' && message !== null && 'path' in message && 'resolve' in message
}

async function importFor(path: string): Promise<unknown> {
  const graph = graphFor(path)
  if (!graph) throw errors.released(path, path)
  return await importOrNotFound(path, async () => await graph.importPath(find(graph, path), graph.entry))
}

/** What is not there is left to Node, whose error code packages know. */
function existing(graph: Graph, path: string): string | undefined {
  try {
    return find(graph, path)
  } catch (error) {
    if (HotseatError.is(error) && error.code === unresolvedCode) return undefined
    throw error
  }
}

/** @throws {HotseatError} for a file that is not there, or cannot be used */
function find({ discovery, entry, modules }: Graph, path: string): string {
  if (!modules.has(path)) discovery.begin()
  const importer = discovery.source(entry).unit
  const { target } = discovery.resolve(pathToFileURL(path).href, importer, 'import')
  if (target.kind !== 'source') throw errors.internal(path, 'no source')
  if (!modules.has(target.path)) {
    discovery.find(target.path)
    discovery.findLazy()
  }
  discovery.byPackages.add(target.path)
  return target.path
}

/** The graph of whose application a file is; undefined: Node's own affair. */
function graphFor(path: string): Graph | undefined {
  if (!isAbsolute(path) || isInstalled(path) || !isSource(path)) return undefined
  return requesterAmong([...served].flatMap((graphs) => [...graphs].filter((graph) => isOf(graph, path))))
}

/** It is in a package that the graph has a source of. */
function isOf({ discovery }: Graph, path: string): boolean {
  if (discovery.sources.has(path)) return true
  const folder = nearestPackage(dirname(path))?.folder
  for (const { unit } of discovery.sources.values()) if (unit.settings.package?.folder === folder) return true
  return false
}

function isSource(path: string): boolean {
  return /^(?:\.[cm]?[jt]s|\.[jt]sx|\.json)?$/.test(extname(path))
}

/** Files of which it has been told. */
const beside = new Set<string>()

/** A package has ways of its own to load files, such as a `require()` made for another folder. */
function warnIfBeside(path: string): void {
  const isSourceOf = ({ discovery }: Graph): boolean => discovery.sources.has(path)
  if (beside.has(path) || ![...served].some((graphs) => [...graphs].some(isSourceOf))) return
  const name = packageInStack()
  if (name === undefined) return
  beside.add(path)
  process.emitWarning(errors.loadedBeside(path, name))
}

/** The package whose code runs now. */
function packageInStack(): string | undefined {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 50
  const { stack = '' } = new Error('load')
  Error.stackTraceLimit = stackTraceLimit
  const names = [...stack.matchAll(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name)
  return names.find((name) => name !== '.pnpm' && name?.startsWith('@hotseat/') === false)
}

/** @param importer a path or URL */
function isPackage(importer: string | undefined): boolean {
  return importer?.includes('/node_modules/') === true
}
