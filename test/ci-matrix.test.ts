import { expect, test } from 'vitest'
import { drawMatrix, outcomesOf, putBetweenMarkers, undeclaredOf } from '../.ci/matrix-drawing.ts'

const ids = ['held', 'broken', 'undeclared', 'held-undeclared', 'not-run']
const kinds = [{ name: 'watcher', title: 'A watcher', rules: ids.map((id, index) => ({ id, rule: `W${index}` })) }]

function report(adapter: string, statuses: Readonly<Record<string, string>>, node = '24.21.0'): unknown {
  const assertionResults = Object.entries(statuses).map(([id, status]) => ({
    meta: { conformance: { kind: 'watcher', adapter, id, status, node } },
  }))
  return { testResults: [{ assertionResults: [...assertionResults, { meta: {} }] }] }
}

const statuses = { held: 'passed', broken: 'failed', undeclared: 'skipped', 'held-undeclared': 'undeclared' }

/** What a rule, run on some Nodes, is drawn as, where others ran on all of three. */
function cellOf(seen: Readonly<Record<string, string>>): string | undefined {
  const everywhere = ['26.10.0', '22.23.3', '24.21.0'].map((node) => report('one', { broken: 'passed' }, node))
  const reports = [...everywhere, ...Object.entries(seen).map(([node, held]) => report('one', { held }, node))]
  const row = /`held` +\| (?<cell>.*?) *\|/.exec(drawMatrix(kinds, reports.flatMap(outcomesOf)))
  return row?.groups?.['cell']
}

test('the matrix shows what held, failed, is not declared and was not run', () => {
  const outcomes = [...outcomesOf(report('right', statuses)), ...outcomesOf(report('left', { held: 'failed' }))]
  expect(drawMatrix(kinds, outcomes).split('\n')).toEqual([
    'Run on Node 24.21.0.',
    '',
    '### A watcher',
    '',
    '|     | rule              | left | right |',
    '| --- | ----------------- | ---- | ----- |',
    '| W0  | `held`            | ✗    | ✓     |',
    '| W1  | `broken`          | ?    | ✗     |',
    '| W2  | `undeclared`      | ?    | –     |',
    '| W3  | `held-undeclared` | ?    | –     |',
    '| W4  | `not-run`         | ?    | ?     |',
  ])
})

test('a rule that failed once counts as failed, whatever else was run', () => {
  const outcomes = ['passed', 'failed', 'passed'].flatMap((status) => outcomesOf(report('one', { held: status })))
  expect(drawMatrix(kinds, outcomes)).toContain('| `held`            | ✗   |')
})

test('a rule holds when it holds on every Node, else the matrix says on which it does not', () => {
  expect(cellOf({ '22.23.3': 'passed', '24.21.0': 'passed', '26.10.0': 'passed' })).toBe('✓')
  expect(cellOf({ '22.23.3': 'failed', '24.21.0': 'failed', '26.10.0': 'failed' })).toBe('✗')
  expect(cellOf({ '22.23.3': 'passed', '24.21.0': 'passed', '26.10.0': 'failed' })).toBe('✗ 26')
  expect(cellOf({ '22.23.3': 'failed', '24.21.0': 'passed', '26.10.0': 'failed' })).toBe('✗ 22 26')
  expect(cellOf({ '22.23.3': 'skipped', '24.21.0': 'passed', '26.10.0': 'failed' })).toBe('– 22 ✗ 26')
  expect(cellOf({ '24.21.0': 'passed', '26.10.0': 'passed' })).toBe('? 22')
  expect(cellOf({ '22.23.3': 'skipped', '24.21.0': 'undeclared', '26.10.0': 'skipped' })).toBe('–')
})

test('the matrix names the Nodes that it was run on, in order', () => {
  const outcomes = ['26.10.0', '9.1.0', '22.23.3', '26.10.0'].flatMap((node) =>
    outcomesOf(report('one', { held: 'passed' }, node)),
  )
  expect(drawMatrix(kinds, outcomes)).toMatch(/^Run on Node 9.1.0, 22.23.3 and 26.10.0.\n/)
})

test('what holds undeclared is told, and makes no difference to the matrix', () => {
  const [held, skipped] = ['undeclared', 'skipped'].map((status) => outcomesOf(report('one', { held: status })))
  expect(drawMatrix(kinds, held ?? [])).toBe(drawMatrix(kinds, skipped ?? []))
  expect(undeclaredOf(held ?? [])).toEqual(['one kept held on Node 24.21.0, without declaring what that needs.'])
  expect(undeclaredOf(skipped ?? [])).toEqual([])
})

test('the matrix takes the place between the markers, again and again, and nothing else', () => {
  const text = 'before\n<!-- matrix -->\n\nold\n\n<!-- /matrix -->\nafter\n'
  const once = putBetweenMarkers(text, 'new')
  expect(once).toBe('before\n<!-- matrix -->\n\nnew\n\n<!-- /matrix -->\nafter\n')
  expect(putBetweenMarkers(once, 'new')).toBe(once)
  expect(() => putBetweenMarkers('no markers', 'new')).toThrow('no place is marked')
})
