import { expect, test } from 'vitest'
import type { Answer } from '../src/doctor/ask.ts'
import { compare } from '../src/doctor/compare.ts'
import { linesOf, shapeOf, withoutFrames } from '../src/doctor/normalise.ts'
import type { Run } from '../src/doctor/run.ts'

const server = { protocol: 'http', host: '127.0.0.1', port: 3000 } as const
const plain: Run = {
  servers: [server],
  routes: [],
  paths: ['/'],
  answers: [new Map([['/', []]])],
  env: new Map(),
  warnings: [],
  errors: [],
  stderr: { written: '', told: [] },
  resources: [],
  ended: undefined,
  firstAnswer: 1,
}

/** A run in which `/` was answered by this, every time that it was asked. */
function answering(...bodies: readonly string[]): Run {
  const answers = bodies.map((body): Answer => ({ status: 200, type: 'text/plain', headers: '', body }))
  return { ...plain, answers: [new Map([['/', answers]])] }
}

const names = (native: Run, again: Run, hotseat: Run) =>
  compare([native, again, hotseat]).differences.map(({ name }) => name)

test('what differs from one native run to the other is no difference', () => {
  const volatile = compare([
    { ...plain, warnings: ['one'], env: new Map([['A', '1']]) },
    { ...plain, env: new Map([['A', '2']]) },
    { ...plain, env: new Map([['A', '3']]) },
  ])
  expect(volatile.differences).toEqual([])
  expect(volatile.volatile).toEqual(['environment variable: A', 'warning: one'])
  expect(names(answering('a'), answering('b'), answering('c'))).toEqual([])
})

test('what is the same in both native runs is compared', () => {
  expect(names(answering('a'), answering('a'), answering('b'))).toEqual(['GET /: body'])
  expect(names(answering('a', 'b'), answering('a', 'b'), answering('a', 'a'))).toEqual(['GET /: body, asked again'])
  expect(names(answering('at 1'), answering('at 2'), answering('on 3'))).toEqual(['GET /: shape of body'])
  expect(names(plain, plain, { ...plain, warnings: ['one'] })).toEqual(['one'])
  expect(names({ ...plain, ended: 'x' }, { ...plain, ended: 'x' }, plain)).toEqual(['the process'])
})

test('a port that is another one in every native run is any', () => {
  const on = (port: number): Run => ({ ...plain, servers: [{ ...server, port }] })
  expect(names(on(1), on(2), on(3))).toEqual([])
  expect(names(on(1), on(1), on(3))).toEqual(['http 127.0.0.1:1', 'http 127.0.0.1:3'])
})

test('what the watcher holds is not counted', () => {
  const holding = (...resources: readonly string[]): Run => ({ ...plain, resources })
  expect(names(holding('Timeout'), holding('Timeout'), holding('FSEventWrap', 'Timeout'))).toEqual([])
  expect(names(holding('Timeout'), holding('Timeout'), holding('Timeout', 'Timeout'))).toEqual(['Timeout'])
})

test('stack traces are left out of bodies, in texts, JSON and HTML', () => {
  expect(withoutFrames('Error: x\n    at f (/a/b.js:1:2)\n    at g\nend')).toBe('Error: x\nend')
  expect(withoutFrames(JSON.stringify({ stack: 'Error: x\n    at new A (<anonymous>)', end: 1 }))).toBe(
    '{"stack":"Error: x","end":1}',
  )
  expect(withoutFrames('<pre>Error: x<br> &nbsp; &nbsp;at f (/a:1:2)<br> &nbsp; &nbsp;at g</pre>')).toBe(
    '<pre>Error: x</pre>',
  )
})

test('the shape of a body is its keys and types', () => {
  expect(shapeOf('[{"a":1,"b":[]},{"a":2}]')).toBe('[{"a":"number","b":[]}]')
  expect(shapeOf('page 12')).toBe('page #')
})

test('lines are the same whatever their numbers; what is told otherwise is left out', () => {
  const written = [
    '\u001B[31m12:00:01 slow\u001B[39m',
    '(node:12) [DEP0001] DeprecationWarning: old',
    '(Use `node --trace-deprecation ...` to show where the warning was created)',
    'Error: x',
    '    at f (/a/b.js:1:2)',
  ]
  expect([...linesOf(written.join('\n'), ['DeprecationWarning: old'])]).toEqual([
    ['#:#:# slow', '12:00:01 slow'],
    ['Error: x', 'Error: x'],
  ])
})
