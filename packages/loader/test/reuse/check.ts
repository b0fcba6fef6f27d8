import { rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ModuleGraph, ModuleLoader } from '@hotseat/core'
import { assert, expect } from 'vitest'
import type { NativeNode } from '../native-node.ts'
import { project, type Project } from '../project.ts'
import { Disk, surroundings } from './disk.ts'
import { observe, tell, thunksOf, type Namespace, type Observed } from './observe.ts'
import { carriedByRule, snapshotOf, type Snapshot } from './oracle.ts'
import type { Edit, History } from './plan.ts'
import { apply, fileOf, filesOf, worldOf, type World } from './world.ts'

interface NativeGraph {
  readonly root: string
  readonly entry: string
  readonly awake: readonly string[]
  readonly asleep: readonly string[]
}

export type Native = NativeNode<NativeGraph, Observed>

/** A text that was compiled, and what its tsconfig meant. */
export interface CompiledText {
  readonly path: string
  readonly made: string
}

/** A loader, and what it compiled so far. */
export interface Tried {
  readonly loader: ModuleLoader
  readonly compiled: CompiledText[]
}

const entry = 'src/m0.ts'
const context = { entry, perGeneration: ['registry'] }

/** A generation that has not been released. */
interface Generation {
  readonly graph: ModuleGraph
  readonly snapshot: Snapshot
  /** Of what has run, by file. */
  readonly namespaces: ReadonlyMap<string, Namespace>
  /** What Node says of the same files. */
  readonly told: Observed['told']
}

/** @throws unless the loader does with each step of a history what the rules and Node itself say */
export async function checkHistory(history: History, { loader, compiled }: Tried, native: Native): Promise<void> {
  const made = project(surroundings, { loader })
  const disk = new Disk(made.root, history.files)
  const world = worldOf(history)
  const alive: Generation[] = []
  const compiling = new Compiling()
  try {
    for (const [count, step] of [[], ...history.steps].entries()) {
      for (const edit of step) apply(world, edit)
      disk.put(filesOf(world))
      for (const edit of step) await happen(edit, world, disk, made, alive)
      compiling.begin(compiled)
      const next = await checkLoad(world, made, disk, alive.at(-1), native, count)
      compiling.check(compiled, alive, next.snapshot)
      alive.push(next)
      for (const [index, each] of alive.entries()) await checkPinned(each, alive.slice(index + 1))
    }
  } finally {
    for (const { graph } of alive) await graph.release()
    rmSync(made.root, { recursive: true })
  }
}

/** What changes nothing of what the next load has to come to. */
async function happen(edit: Edit, world: World, disk: Disk, made: Project, alive: Generation[]): Promise<void> {
  const module = world.modules[edit.at % world.modules.length]
  const file = module ? fileOf(module) : entry
  if (edit.kind === 'touch') disk.touch(file)
  if (edit.kind === 'recreate') disk.recreate(file)
  if (edit.kind === 'release' && alive.length > 1) await alive.shift()?.graph.release()
  if (edit.kind !== 'break') return
  disk.write(file, brokenText(file, filesOf(world).get(file) ?? '', edit.how))
  Reflect.set(globalThis, '__log', [])
  const { graph, error } = await made.load({ ...context, ...disk.context() }).then(
    (loaded) => ({ graph: loaded, error: undefined }),
    (reason: unknown) => ({ graph: undefined, error: reason }),
  )
  await graph?.release()
  assert.equal(error !== undefined, snapshotOf(world).loaded.has(file), `${file} is broken: ${String(error)}`)
  disk.touch(file)
}

function brokenText(file: string, text: string, how: number): string {
  return how % 2 === 0 || file.endsWith('.json') ? `${text}]` : `${text}\nthrow new Error('broken')`
}

async function checkLoad(
  world: World,
  made: Project,
  disk: Disk,
  before: Generation | undefined,
  native: Native,
  count: number,
): Promise<Generation> {
  const snapshot = snapshotOf(world)
  const ran = new Set(before?.namespaces.keys())
  const carried = carriedByRule(snapshot, before?.snapshot, ran)
  const awake = [...snapshot.awake]
  const namespaces = new Map<string, Namespace>()
  let graph: ModuleGraph | undefined
  const importFile = async (file: string): Promise<Namespace> => {
    const namespace = (await graph?.import(made.path(file))) ?? expect.fail('no graph')
    namespaces.set(file, namespace)
    return namespace
  }
  const observed = await observe({
    load: async () => (graph = await made.load({ ...context, ...disk.context() })),
    importFile,
    awake,
    asleep: [...carried].filter((file) => !snapshot.awake.has(file)),
  })
  if (!graph) return expect.fail('no graph')
  const again = [...namespaces].filter(
    ([file, namespace]) => before && tokenOf(namespace) === tokenOf(before.namespaces.get(file)),
  )
  agree(again.map(([file]) => file).toSorted(), [...carried].toSorted(), 'what is carried')
  const instantiated = [...snapshot.loaded].filter((file) => !carried.has(file)).length
  agree(graph.stats, { carried: carried.size, instantiated }, 'the statistics')
  agree(disk.newest.changed, [], 'the snapshot, beside the disk')
  const unseen = [...snapshot.loaded].filter((file) => !disk.newest.files.has(made.path(file)))
  agree(unseen, [], 'what is missing in the snapshot')

  const asleep = [...snapshot.parts.keys()].filter((file) => !snapshot.awake.has(file))
  const natively = await native.run({ root: put(made, world, count), entry, awake, asleep })
  if (!natively) return expect.fail('Node itself crashed')
  const told = Object.fromEntries([...namespaces.keys()].map((file) => [file, natively.told[file]]))
  agree(observed.told, told, 'exports as those of a native run')
  const isNew = new Set(awake.filter((file) => !carried.has(file)).map((file) => snapshot.parts.get(file)?.value))
  const log = natively.log.filter((line) => line === 'registry' || isNew.has(line.slice(0, line.indexOf(' ', 4))))
  // Who waits for a module that was carried does not wait at all.
  const inOrder = (lines: readonly string[]): readonly string[] => (snapshot.awaits ? lines.toSorted() : lines)
  agree(inOrder(observed.log), inOrder(log), 'effects as those of a native run')
  return { graph, snapshot, namespaces, told: natively.told }
}

/** The files as they are now, for Node: elsewhere each time, for it never forgets. */
function put(made: Project, world: World, count: number): string {
  const root = made.path(`native/${count}`)
  for (const [file, text] of [...Object.entries(surroundings), ...filesOf(world)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

/** What the instances of a generation import lazily is of that generation, unless a later one has them too. */
async function checkPinned({ snapshot, namespaces, told }: Generation, later: readonly Generation[]): Promise<void> {
  for (const [file, namespace] of namespaces) {
    const token = tokenOf(namespace)
    if (later.some((each) => tokenOf(each.namespaces.get(file)) === token)) continue
    const isOld = later.length > 0
    const thunks = [...thunksOf(namespace, 'later'), ...(isOld ? thunksOf(namespace, 'muchLater') : [])]
    for (const [index, thunk] of thunks.entries()) {
      const target = snapshot.parts.get(file)?.later[index] ?? expect.fail('nothing to import')
      const late = await thunk()
      const known = namespaces.get(target)
      // `export *` from CommonJS has this name too, and by it `require()` is given that: in Node as here.
      if (known && late !== known && late === known['module.exports']) continue
      assert.equal(tell(late), told[target], `what ${file} imports late`)
      if (known) assert.strictEqual(tokenOf(late), tokenOf(known), `which instance ${file} imports late`)
    }
  }
}

/** Of an ES module, a CommonJS one or JSON: an object that no other instance has. */
function tokenOf(namespace: unknown): unknown {
  if (typeof namespace !== 'object' || namespace === null) return undefined
  return Reflect.get(namespace, 'token') ?? Reflect.get(namespace, 'default') ?? namespace
}

/** Follows what must be known, so that it is not compiled again: what a living generation holds, and what came last. */
class Compiling {
  readonly #latest = new Map<string, string>()
  #seen = 0

  begin(compiled: readonly CompiledText[]): void {
    for (const { path, made } of compiled.slice(this.#seen)) this.#latest.set(path, made)
    this.#seen = compiled.length
  }

  check(compiled: readonly CompiledText[], alive: readonly Generation[], next: Snapshot): void {
    const now = compiled.slice(this.#seen)
    const isKnown = ({ path, made }: CompiledText): boolean =>
      this.#latest.get(path) === made || alive.some(({ snapshot }) => snapshot.parts.get(path)?.made === made)
    agree(now.filter(isKnown), [], 'compiled once more')
    assert.equal(new Set(now.map((each) => JSON.stringify(each))).size, now.length, 'compiled twice')
    for (const path of this.#latest.keys()) if (!next.parts.has(path)) this.#latest.delete(path)
    for (const { path, made } of next.parts.values()) this.#latest.set(path, made)
    this.#seen = compiled.length
  }
}

function agree(actual: unknown, expected: unknown, what: string): void {
  const [ours, wanted] = [actual, expected].map((each) => JSON.stringify(each, null, 2))
  assert.deepEqual(actual, expected, `${what}:\n${ours}\ninstead of:\n${wanted}\n`)
}
