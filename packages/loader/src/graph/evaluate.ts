import { anonymous } from '../compile/wrapper.ts'
import { checkImports } from './link.ts'
import { importCommonJs } from './commonjs.ts'
import type { EsModule } from './module.ts'
import type { External } from './external.ts'
import { runAs } from '../registries/users.ts'

/**
 * Evaluation of cyclic module records as ECMA-262 has it (https://tc39.es/ecma262/#sec-moduleevaluation), with one
 * addition: where it comes upon a module of Node's that was not loaded yet, it waits in that place. So it is in order
 * as a native run is, and from the second generation on synchronous.
 */
export interface Evaluation {
  /** Loads a module of Node's. */
  load(external: External): Promise<unknown>
  /** Loads it at once, for whoever cannot wait. */
  loadNow(external: External): void
  /** A walk is under way. */
  walking: boolean
  /** What asynchronous modules that ended meanwhile have yet to bring about. */
  readonly settled: (() => void)[]
}

let asyncOrder = 0

/**
 * Starts the evaluation of a module and of what it imports. Resolves when the walk over the graph is done; nothing
 * else may be walked in this graph before.
 *
 * @returns a promise in an object, for the evaluation itself: it may wait for an `import()` that needs a walk
 */
export async function evaluate(module: EsModule, evaluation: Evaluation): Promise<{ done: Promise<void> }> {
  const root = module.status === 'linked' ? module : (module.cycleRoot ?? module)
  if (root.capability) return { done: root.capability.promise }
  const capability = Promise.withResolvers<void>()
  root.capability = capability
  // Whoever wants to know is told; nobody has to be listening.
  capability.promise.catch(() => {})
  if (root.status === 'evaluated') {
    if (root.error) capability.reject(root.error.value)
    else capability.resolve()
  }
  // What is under way will settle it.
  if (root.status !== 'linked') return { done: capability.promise }
  const stack: EsModule[] = []
  evaluation.walking = true
  try {
    const steps = walk(root, stack, evaluation)
    let step = steps.next()
    while (step.done !== true) {
      try {
        await evaluation.load(step.value)
      } catch (error) {
        step = steps.throw(error)
        continue
      }
      step = steps.next()
    }
    if (root.asyncOrder === undefined) capability.resolve()
  } catch (value) {
    failAll(stack, value)
    capability.reject(value)
  } finally {
    leaveWalk(evaluation, false)
  }
  return { done: capability.promise }
}

/**
 * Evaluates a module, and what it imports, before it returns. None of them may await at the top level.
 * @throws what the module throws
 */
export function evaluateNow(module: EsModule, evaluation: Evaluation): void {
  if (module.error) throw module.error.value
  if (module.status !== 'linked') return
  const stack: EsModule[] = []
  const wasWalking = evaluation.walking
  evaluation.walking = true
  try {
    const steps = walk(module, stack, evaluation, true)
    let step = steps.next()
    while (step.done !== true) {
      try {
        evaluation.loadNow(step.value)
      } catch (error) {
        step = steps.throw(error)
        continue
      }
      step = steps.next()
    }
  } catch (value) {
    failAll(stack, value)
    throw value
  } finally {
    leaveWalk(evaluation, wasWalking)
  }
}

function failAll(stack: readonly EsModule[], value: unknown): void {
  for (const failed of stack) {
    failed.status = 'evaluated'
    failed.error = { value }
    failed.body = undefined
  }
}

/** @param isInner another walk is under way, in which this one took place */
function leaveWalk(evaluation: Evaluation, isInner: boolean): void {
  evaluation.walking = isInner
  if (!isInner) for (const settle of evaluation.settled.splice(0)) settle()
}

interface Frame {
  readonly module: EsModule
  next: number
}

/** InnerModuleEvaluation, with a stack of its own instead of recursion. Yields what it has to wait for. */
function* walk(root: EsModule, stack: EsModule[], evaluation: Evaluation, isInner = false): Generator<External, void> {
  let index = 0
  const enter = (module: EsModule): Frame => {
    module.status = 'evaluating'
    module.index = index
    module.ancestorIndex = index++
    stack.push(module)
    return { module, next: 0 }
  }
  const frames = [enter(root)]
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const { module } = frame
    const dependency = module.dependencies[frame.next]
    if (!dependency) {
      start(module, evaluation)
      if (module.ancestorIndex === module.index) leaveCycle(module, stack)
      frames.pop()
      continue
    }
    if (dependency.kind === 'module') {
      if (dependency.status === 'linked') {
        frames.push(enter(dependency))
        continue
      }
      // One that is being evaluated in another walk is waited for there.
      if (!isInner || dependency.status !== 'evaluating' || stack.includes(dependency))
        awaitDependency(module, dependency)
    } else if (dependency.kind === 'commonjs') {
      importCommonJs(dependency)
    } else if (dependency.kind === 'external' && !dependency.complete) {
      yield dependency
    }
    frame.next++
  }
}

function awaitDependency(module: EsModule, dependency: EsModule): void {
  let required = dependency
  if (dependency.status === 'evaluating') {
    module.ancestorIndex = Math.min(module.ancestorIndex, dependency.ancestorIndex)
  } else {
    if (dependency.error) throw dependency.error.value
    required = dependency.cycleRoot ?? dependency
    if (required.error) throw required.error.value
  }
  if (typeof required.asyncOrder === 'number') {
    module.pendingAsync++
    required.asyncParents ??= []
    required.asyncParents.push(module)
  }
}

function start(module: EsModule, evaluation: Evaluation): void {
  if (module.pendingAsync > 0 || module.unit.async) {
    module.asyncOrder = asyncOrder++
    if (module.pendingAsync === 0) executeAsync(module, evaluation)
  } else {
    execute(module)
  }
}

function leaveCycle(root: EsModule, stack: EsModule[]): void {
  for (;;) {
    const module = stack.pop()
    if (!module) return
    module.status = module.asyncOrder === undefined ? 'evaluated' : 'evaluating-async'
    module.cycleRoot = root
    if (module === root) return
  }
}

function execute(module: EsModule): void {
  if (module.unchecked) checkImports(module)
  const { body } = module
  module.body = undefined
  void runAs(module, () => body?.next())
  hasRun(module)
}

function executeAsync(module: EsModule, evaluation: Evaluation): void {
  const whenWalked = (settle: () => void): void => {
    if (evaluation.walking) evaluation.settled.push(settle)
    else settle()
  }
  const fail = (error: unknown): void => whenWalked(() => rejected(module, error))
  try {
    if (module.unchecked) checkImports(module)
  } catch (error) {
    fail(error)
    return
  }
  const { body } = module
  module.body = undefined
  const running = runAs(module, () => body?.next())
  if (running instanceof Promise) running.then(() => whenWalked(() => fulfilled(module, evaluation)), fail)
}

/** AsyncModuleExecutionFulfilled */
function fulfilled(module: EsModule, evaluation: Evaluation): void {
  if (module.status === 'evaluated') return
  hasRun(module)
  complete(module)
  const available: EsModule[] = []
  gatherAvailable(module, available)
  for (const next of available.sort((a, b) => orderOf(a) - orderOf(b))) {
    if (next.status === 'evaluated') continue
    if (next.unit.async) {
      executeAsync(next, evaluation)
      continue
    }
    try {
      execute(next)
      complete(next)
    } catch (error) {
      rejected(next, error)
    }
  }
}

function complete(module: EsModule): void {
  module.asyncOrder = 'done'
  module.status = 'evaluated'
  module.capability?.resolve()
}

function orderOf({ asyncOrder: order }: EsModule): number {
  return typeof order === 'number' ? order : 0
}

/** GatherAvailableAncestors */
function gatherAvailable(module: EsModule, available: EsModule[]): void {
  for (const parent of module.asyncParents ?? []) {
    if (available.includes(parent) || parent.cycleRoot?.error) continue
    if (--parent.pendingAsync > 0) continue
    available.push(parent)
    if (!parent.unit.async) gatherAvailable(parent, available)
  }
}

/** AsyncModuleExecutionRejected */
function rejected(module: EsModule, value: unknown): void {
  if (module.status === 'evaluated') return
  module.error = { value }
  module.status = 'evaluated'
  module.asyncOrder = 'done'
  module.body = undefined
  for (const parent of module.asyncParents ?? []) rejected(parent, value)
  module.capability?.reject(value)
}

function hasRun(module: EsModule): void {
  nameDefault(module)
  if (module.source.perGeneration) module.holders.at(-1)?.ran(module)
}

/** An anonymous default export is named `default`; the compiler made it a constant of another name. */
function nameDefault(module: EsModule): void {
  if (!module.unit.anonymousDefault) return
  const value = module.bindings['default']
  if (typeof value === 'function' && value.name === anonymous) {
    Object.defineProperty(value, 'name', { value: 'default', configurable: true })
  }
}
