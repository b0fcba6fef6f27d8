import { expect, test } from 'vitest'
import { sideTable } from '../src/index.ts'

test('a side table knows of an object what was said last, and two of them are independent', () => {
  const [one, other] = [sideTable<string>(), sideTable<string>()]
  const subject = {}
  expect(one.get(subject)).toBeUndefined()
  one.set(subject, 'first')
  other.set(subject, 'of another')
  one.set(subject, 'last')
  expect([one.get(subject), other.get(subject), one.get({})]).toEqual(['last', 'of another', undefined])
})

test('of a side table nothing can be seen on its objects, and one that has changed its prototype is still known', () => {
  const table = sideTable<string>()
  const subject = { own: 1 }
  table.set(subject, 'known')
  Object.setPrototypeOf(subject, { inherited: 2 })
  expect(Reflect.ownKeys(subject)).toEqual(['own'])
  expect(table.get(subject)).toBe('known')
  expect(table.get(Object.create(subject))).toBeUndefined()
})
