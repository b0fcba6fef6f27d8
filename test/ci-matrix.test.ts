import { expect, test } from 'vitest'
import { drawMatrix, outcomesOf, putBetweenMarkers } from '../.ci/matrix-drawing.ts'

const ids = ['held', 'broken', 'undeclared', 'held-undeclared', 'not-run']
const kinds = [{ name: 'watcher', title: 'A watcher', rules: ids.map((id, index) => ({ id, rule: `W${index}` })) }]

function report(adapter: string, statuses: Readonly<Record<string, string>>): unknown {
  const assertionResults = Object.entries(statuses).map(([id, status]) => ({
    meta: { conformance: { kind: 'watcher', adapter, id, status } },
  }))
  return { testResults: [{ assertionResults: [...assertionResults, { meta: {} }] }] }
}

const statuses = { held: 'passed', broken: 'failed', undeclared: 'skipped', 'held-undeclared': 'undeclared' }

test('the matrix shows what held, failed, is not declared and was not run', () => {
  const outcomes = [...outcomesOf(report('right', statuses)), ...outcomesOf(report('left', { held: 'failed' }))]
  expect(drawMatrix(kinds, outcomes).split('\n')).toEqual([
    '### A watcher',
    '',
    '|     | rule              | left | right |',
    '| --- | ----------------- | ---- | ----- |',
    '| W0  | `held`            | ✗    | ✓     |',
    '| W1  | `broken`          | ?    | ✗     |',
    '| W2  | `undeclared`      | ?    | –     |',
    '| W3  | `held-undeclared` | ?    | –     |',
    '| W4  | `not-run`         | ?    | ?     |',
    '',
    'right keeps `held-undeclared` too, without declaring what it needs.',
  ])
})

test('a rule that failed once counts as failed, whatever else was run', () => {
  const outcomes = ['passed', 'failed', 'passed'].flatMap((status) => outcomesOf(report('one', { held: status })))
  expect(drawMatrix(kinds, outcomes)).toContain('| `held`            | ✗   |')
})

test('the matrix takes the place between the markers, again and again, and nothing else', () => {
  const text = 'before\n<!-- matrix -->\n\nold\n\n<!-- /matrix -->\nafter\n'
  const once = putBetweenMarkers(text, 'new')
  expect(once).toBe('before\n<!-- matrix -->\n\nnew\n\n<!-- /matrix -->\nafter\n')
  expect(putBetweenMarkers(once, 'new')).toBe(once)
  expect(() => putBetweenMarkers('no markers', 'new')).toThrow('no place is marked')
})
