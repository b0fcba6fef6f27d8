import { transition } from '../../src/reload/transition.ts'
import type { Effect } from '../../src/reload/state.ts'
import type { Transition } from './model.ts'

export interface PlantedBug {
  readonly rule: string
  readonly bug: string
  readonly transition: Transition
}

/** What goes wrong in hot reloaders, each planted into the real algorithm. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    rule: 'I2',
    bug: 'a generation is disposed as soon as it retires',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      const swap = effects.find((effect) => effect.type === 'swap')
      if (swap?.retires === undefined) return [next, effects]
      const retired = next.retired.filter(({ generation }) => generation !== swap.retires)
      const eager: Effect = { type: 'dispose', generation: swap.retires }
      return [{ ...next, retired: [...retired, { generation: swap.retires, stage: 'disposing' }] }, [...effects, eager]]
    },
  },
  {
    rule: 'I3',
    bug: 'a discarded build is forgotten',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      const forgotten = effects.find(({ type }) => type === 'discard')
      if (forgotten?.type !== 'discard') return [next, effects]
      const [after, more] = transition(next, { type: 'disposed', generation: forgotten.generation }, policy)
      return [after, [...effects.filter((effect) => effect !== forgotten), ...more]]
    },
  },
  {
    rule: 'I3',
    bug: 'a generation that drains twice is disposed twice',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      const twice = event.type === 'drained' ? effects.filter(({ type }) => type === 'dispose') : []
      return [next, [...effects, ...twice]]
    },
  },
  {
    rule: 'I4',
    bug: 'the retired generation keeps the seat until it has drained',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      return effects.some(({ type }) => type === 'swap') && state.live !== undefined
        ? [{ ...next, live: state.live }, effects]
        : [next, effects]
    },
  },
  {
    rule: 'I6',
    bug: 'a change that comes during a build is dropped',
    transition: (state, event, policy) =>
      event.type === 'touch' && state.build?.stage === 'building' ? [state, []] : transition(state, event, policy),
  },
  {
    rule: 'I6',
    bug: 'a file that a failing build had not read does not count',
    transition: (state, event, policy) =>
      event.type === 'touch'
        ? transition(state, { ...event, touch: { ...event.touch, strange: [] } }, policy)
        : transition(state, event, policy),
  },
  {
    rule: 'I7',
    bug: 'a change starts a second build beside the first',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      // Of one that has ended nothing runs any more: what is forgotten then is another rule's.
      if (event.type !== 'touch' || state.build?.stage !== 'building') return [next, effects]
      const generation = next.issued + 1
      return [{ ...next, issued: generation }, [...effects, { type: 'build', generation, reason: 'change' }]]
    },
  },
  {
    rule: 'I7',
    bug: 'builds are discarded without end',
    transition: (state, event, policy) => transition(state, event, { ...policy, maxDiscards: Infinity }),
  },
  {
    rule: 'I8',
    bug: 'the timer of the debounce survives the stop',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      return [next, event.type === 'stop' ? effects.filter(({ type }) => type !== 'quiet-never') : effects]
    },
  },
  {
    rule: 'I8',
    bug: 'a second stop starts over',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      return event.type === 'stop' && state.status === 'stopped' ? [next, [{ type: 'stopped' }]] : [next, effects]
    },
  },
  {
    rule: 'I10',
    bug: 'retired generations are not capped',
    transition: (state, event, policy) => transition(state, event, { ...policy, maxRetired: Infinity }),
  },
  {
    rule: 'I18',
    bug: 'the snapshot is not verified',
    transition: (state, event, policy) => {
      const [next, effects] = transition(state, event, policy)
      const verify = effects.find(({ type }) => type === 'verify')
      if (verify?.type !== 'verify') return [next, effects]
      const [after, more] = transition(next, { type: 'verified', at: 0, generation: verify.generation }, policy)
      return [after, [...effects.filter((effect) => effect !== verify), ...more]]
    },
  },
]
