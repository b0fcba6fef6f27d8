import * as fc from 'fast-check'
import type { Content } from './disk.ts'
import { Model, type Transition } from './model.ts'

/** One thing that can happen to the model. */
export type Happening = readonly [name: string, happen: (model: Model) => void]

const content = fc.constantFrom<Content[]>('good', 'good', 'good', 'broken', 'missing')

const happening = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat({ max: 2 }), content).map(([file, what]) => save(file, what)) },
  { weight: 4, arbitrary: constant('deliver', (model) => model.deliver()) },
  { weight: 8, arbitrary: constant('buildStep', (model) => model.buildStep()) },
  { weight: 4, arbitrary: fc.constantFrom(1, 10, 60, 400, 1_200).map((ms) => advance(ms)) },
  { weight: 1, arbitrary: constant('advance locked', (model) => model.advance(100, true)) },
  { weight: 3, arbitrary: constant('request', (model) => model.request()) },
  { weight: 3, arbitrary: constant('respond', (model) => model.respond()) },
  { weight: 1, arbitrary: constant('drainTimeout', (model) => model.drainTimeout()) },
  { weight: 2, arbitrary: constant('finishDisposal', (model) => model.finishDisposal()) },
  { weight: 1, arbitrary: constant('reload', (model) => model.reload()) },
  { weight: 2, arbitrary: constant('settle', (model) => model.settle()) },
  { weight: 1, arbitrary: constant('a good save, built and served', (model) => served(model)) },
  { weight: 1, arbitrary: constant('saves in the middle of six builds', (model) => overtaken(model)) },
)

function save(file: number, what: Content): Happening {
  return [`save(${file}, ${what})`, (model) => model.save(file, what)]
}

function advance(milliseconds: number): Happening {
  return [`advance(${milliseconds})`, (model) => model.advance(milliseconds)]
}

function served(model: Model): void {
  for (const file of [0, 1, 2]) model.save(file, 'good')
  model.settle()
  model.request()
}

function overtaken(model: Model): void {
  for (let each = 0; each < 6; each += 1) {
    model.buildStep()
    model.save(0, 'good')
    model.deliver()
    for (let step = 0; step < 4; step += 1) model.buildStep()
    model.advance(1_200)
  }
}

function constant(name: string, happen: (model: Model) => void): fc.Arbitrary<Happening> {
  return fc.constant([name, happen] as const)
}

const histories = fc.array(happening, { minLength: 1, maxLength: 150, size: 'max' })

/** Runs random histories, each stopped at a random step, and throws the first {@link Violation}, shrunk, with its seed. */
export function search(candidate: Transition, runs: number): void {
  fc.assert(
    fc.property(histories, fc.boolean(), (history, settled) => {
      const model = new Model(candidate)
      for (const [, happen] of history) happen(model)
      if (settled) model.settle()
      model.end()
    }),
    { numRuns: runs },
  )
}
