import { overdue, quietAfter, widen, type Touch } from './settle.ts'
import type { Build, BuildReason, Effect, Event, Policy, State } from './state.ts'

/**
 * The reload algorithm: what happens next, and what is to be done about it. Pure; the shell runs the effects in their
 * order and answers with further events.
 *
 * Building begins at once with the first change of a burst, what waits for quiet is the swap. A build that is overtaken
 * meanwhile is discarded and the next begins when it is quiet, so a burst costs two builds. After `maxDiscards` in a
 * row, or when changes have not paused for the debounce's `max`, nothing is waited for any more.
 */
export function transition(state: State, event: Event, policy: Policy): readonly [State, readonly Effect[]] {
  const effects: Effect[] = []
  const next = step(state, event, policy, effects)
  const done = next.status === 'stopping' && next.build === undefined && next.retired.length === 0
  if (!done) return [next, effects]
  return [{ ...next, status: 'stopped' }, [...effects, { type: 'stopped' }]]
}

function step(state: State, event: Event, policy: Policy, effects: Effect[]): State {
  switch (event.type) {
    case 'start':
      return state.status === 'idle' ? begin({ ...state, status: 'running' }, 'start', effects) : state
    case 'touch':
      return state.status === 'running' ? touched(state, event, policy, effects) : state
    case 'quiet':
      return state.status === 'running' ? quiet(state, event, policy, effects) : state
    case 'reload':
      return state.status === 'running' ? reload(state, event, policy, effects) : state
    case 'built':
      return state.build?.generation === event.generation ? built(state, state.build, event, effects) : state
    case 'verified':
      return state.build?.generation === event.generation ? verified(state, state.build, event, policy, effects) : state
    case 'drained':
      return letGo(state, event.generation, effects)
    case 'drain-timeout':
      return cutOff(state, event.generation, effects)
    case 'disposed':
      return { ...state, retired: state.retired.filter(({ generation }) => generation !== event.generation) }
    case 'stop':
      return stop(state, policy, effects)
    default:
      return event satisfies never
  }
}

function touched(
  state: State,
  event: { readonly at: number; readonly touch: Touch },
  policy: Policy,
  effects: Effect[],
): State {
  const { touch } = event
  const build = state.build
  // A file that nothing was built from matters only as the mend of a failure: the missing import that now exists.
  const strange = touch.strange.length > 0
  const mends = strange && (build ? build.failed : state.failed)
  const next = strange && build ? { ...state, build: { ...build, strange: true } } : state
  const paths = mends ? [...touch.paths, ...touch.strange] : touch.paths
  if (paths.length === 0) return next

  const since = state.since ?? event.at
  const missed = touch.missed || mends
  if (overdue(policy.debounce, event.at, since)) {
    effects.push({ type: 'quiet-never' })
    const late = { ...next, since, window: undefined }
    return missed ? proceed(overtake(late, policy, effects), effects) : proceed(late, effects)
  }
  const window = widen(state.window, state.since !== undefined, paths, touch)
  effects.push({ type: 'quiet-after', delay: quietAfter(policy.debounce, window, event.at, since) })
  const open = { ...next, since, window }
  if (!missed) return open
  const speculate = policy.debounce.kind === 'adaptive' && state.window === undefined && build === undefined
  return speculate ? begin(open, 'change', effects) : overtake(open, policy, effects)
}

function quiet(
  state: State,
  event: { readonly at: number; readonly locked: boolean },
  policy: Policy,
  effects: Effect[],
): State {
  if (state.window === undefined) return state
  if (event.locked && event.at - (state.since ?? event.at) < policy.lockPatience) {
    effects.push({ type: 'quiet-after', delay: policy.lockPoll })
    return state
  }
  return proceed({ ...state, window: undefined }, effects)
}

function reload(
  state: State,
  event: { readonly at: number; readonly reason: 'reload' | 'back' },
  policy: Policy,
  effects: Effect[],
): State {
  const next = { ...state, since: state.since ?? event.at }
  if (state.build === undefined && state.window === undefined) return begin(next, event.reason, effects)
  return overtake(next, policy, effects)
}

function built(state: State, build: Build, event: { readonly failed: boolean }, effects: Effect[]): State {
  const mended = event.failed && build.strange
  const finished: Build = { ...build, stage: 'waiting', failed: event.failed, stale: build.stale || mended }
  const next: State = { ...state, build: finished, dirty: state.dirty || mended }
  return proceed(isObsolete(finished) ? discard(next, finished, effects) : next, effects)
}

function verified(
  state: State,
  build: Build,
  event: { readonly at: number },
  policy: Policy,
  effects: Effect[],
): State {
  if (isObsolete(build)) return proceed(discard(state, build, effects), effects)
  const concluded: State = {
    ...state,
    build: undefined,
    dirty: build.stale,
    since: build.stale ? event.at : undefined,
    discards: 0,
    failed: build.failed,
  }
  if (build.failed) {
    effects.push({ type: 'report', generation: build.generation })
    return proceed(release(concluded, build, false, effects), effects)
  }
  effects.push({ type: 'swap', generation: build.generation, retires: state.live })
  const seated = { ...retire(concluded, state.live, policy, effects), live: build.generation }
  return proceed(seated, effects)
}

function stop(state: State, policy: Policy, effects: Effect[]): State {
  if (state.status === 'stopping' || state.status === 'stopped') return state
  effects.push({ type: 'quiet-never' }, { type: 'vacate', retires: state.live })
  const stopping: State = {
    ...retire(state, state.live, policy, effects),
    status: 'stopping',
    live: undefined,
    window: undefined,
    dirty: false,
  }
  const build = state.build
  if (build === undefined) return stopping
  return giveUp(stopping, build, effects)
}

/** Takes whatever step nothing stands in the way of any more. */
function proceed(state: State, effects: Effect[]): State {
  const build = state.build
  if (build?.stage === 'waiting' && (state.window === undefined || build.stale)) {
    effects.push({ type: 'verify', generation: build.generation })
    return state
  }
  const ready = state.status === 'running' && state.dirty && build === undefined && state.window === undefined
  return ready ? begin(state, 'change', effects) : state
}

function begin(state: State, reason: BuildReason, effects: Effect[]): State {
  const generation = state.issued + 1
  effects.push({ type: 'build', generation, reason })
  return {
    ...state,
    issued: generation,
    build: { generation, stage: 'building', failed: false, stale: false, aborted: false, strange: false },
    dirty: false,
  }
}

/** A change that the build, if there is one, does not have. */
function overtake(state: State, policy: Policy, effects: Effect[]): State {
  const build = state.build
  if (build === undefined || build.stale) return { ...state, dirty: true }
  const stale: Build = { ...build, stale: true }
  const overtaken: State = { ...state, dirty: true, build: stale }
  if (build.failed) return giveUp(overtaken, stale, effects)
  if (state.discards >= policy.maxDiscards) return overtaken
  return giveUp({ ...overtaken, discards: state.discards + 1 }, stale, effects)
}

/** Discards the build or, while it runs, as soon as it ends. */
function giveUp(state: State, build: Build, effects: Effect[]): State {
  if (build.stage === 'waiting') return discard(state, build, effects)
  effects.push({ type: 'abort', generation: build.generation })
  return { ...state, build: { ...build, aborted: true } }
}

/** A failure of what is not on disk any more is nobody's concern, however often it comes. */
function isObsolete(build: Build): boolean {
  return build.aborted || (build.stale && build.failed)
}

function discard(state: State, build: Build, effects: Effect[]): State {
  return release({ ...state, build: undefined }, build, true, effects)
}

/** Lets a build go that was never seated. */
function release(state: State, build: Build, overtaken: boolean, effects: Effect[]): State {
  effects.push({ type: 'discard', generation: build.generation, overtaken })
  return { ...state, retired: [...state.retired, { generation: build.generation, stage: 'disposing' }] }
}

function retire(state: State, generation: number | undefined, policy: Policy, effects: Effect[]): State {
  if (generation === undefined) return state
  const next: State = { ...state, retired: [...state.retired, { generation, stage: 'draining' }] }
  const [oldest, ...others] = next.retired.filter(({ stage }) => stage === 'draining')
  return oldest && others.length >= policy.maxRetired ? cutOff(next, oldest.generation, effects) : next
}

function cutOff(state: State, generation: number, effects: Effect[]): State {
  if (!isDraining(state, generation)) return state
  effects.push({ type: 'cut-off', generation })
  return letGo(state, generation, effects)
}

function letGo(state: State, generation: number, effects: Effect[]): State {
  if (!isDraining(state, generation)) return state
  effects.push({ type: 'dispose', generation })
  return {
    ...state,
    retired: state.retired.map((entry) =>
      entry.generation === generation ? { generation, stage: 'disposing' } : entry,
    ),
  }
}

function isDraining(state: State, generation: number): boolean {
  return state.retired.some((entry) => entry.generation === generation && entry.stage === 'draining')
}
