import { expect, test } from 'vitest'
import { nameOfToken } from '../src/index.ts'

/** Names are shown, sorted and searched: as texts. */
function checkNames(name: (token: unknown) => string): void {
  class Named {
    readonly text = ''
  }
  const withMember = Object.defineProperty(class extends Named {}, 'name', { value: () => 'a secret' })
  const failing = {
    toString(): never {
      throw new Error('no text')
    },
  }
  const tokens = [Named, withMember, class extends Named {}, Symbol('key'), 'key', 7, Object.create(null), failing]
  expect(tokens.map((token) => name(token))).toEqual([
    'Named',
    'an anonymous class',
    'an anonymous class',
    'Symbol(key)',
    "'key'",
    "'7'",
    "'[object Object]'",
    "'[object Object]'",
  ])
}

test('every token has a name that is a text', () => checkNames(nameOfToken))

test('one that prints whatever it is given is caught', () => {
  expect(() => checkNames(String)).toThrow('primitive value')
})
