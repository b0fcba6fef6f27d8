import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { kinds, specification, type Rule } from '../src/index.ts'

const rules: readonly (Rule<never> & { readonly kind: string })[] = kinds.flatMap((kind) =>
  kind.rules.map((rule) => ({ ...rule, kind: kind.name })),
)

test('SPEC.md says what the rules in the code say', () => {
  expect(readFileSync(join(import.meta.dirname, '..', 'SPEC.md'), 'utf8')).toBe(specification(kinds))
})

test('SPEC.md is seen to be stale when a rule changes, comes or goes', () => {
  const [kind] = kinds
  const changes = [
    kind.rules.map((rule) => ({ ...rule, title: `${rule.title} Always.` })),
    kind.rules.map((rule) => ({ ...rule, level: 'should' as const })),
    kind.rules.slice(1),
  ]
  for (const changed of changes) {
    expect(specification([{ ...kind, rules: changed }])).not.toBe(specification([kind]))
  }
})

test('ids are unique', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
})

describe.each(rules)('$id', ({ id, kind, rule, level, title, intent }) => {
  test('is named after its kind, and says in one sentence what it asks for, and why in another', () => {
    expect(id).toMatch(new RegExp(`^${kind}/[a-z]+(-[a-z]+)*$`))
    expect(rule).toMatch(/^[CLVW]\d+$/)
    expect(title).toMatch(level === 'must' ? /\bMUST\b/ : /\bSHOULD\b/)
    for (const text of [title, intent]) expect(text).toMatch(/^[A-Z“][^\n]*\.$/)
  })
})
