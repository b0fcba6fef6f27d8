import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileVariables, inheritedNames, readVariables } from '../src/environment/file-variables.ts'
import { project, write } from './project.ts'

test('the environment follows the files: what is new comes, what is gone goes, the last file wins', () => {
  const root = project({ '.env': 'A=1\nB="two words"\n# C=3\n', '.env.local': 'B=3\n' })
  const env: Record<string, string | undefined> = { PATH: '/bin' }
  const files = ['.env', '.env.local', '.env.missing'].map((name) => join(root, name))
  const variables = fileVariables(files, env, new Set(['PATH']))
  expect(variables.load()).toEqual(['A', 'B'])
  expect(env).toEqual({ PATH: '/bin', A: '1', B: '3' })
  rmSync(join(root, '.env.local'))
  write(root, { '.env': 'B="two words"\nC=3\n' })
  expect(variables.load()).toEqual(['A', 'B', 'C'])
  expect(env).toEqual({ PATH: '/bin', B: 'two words', C: '3' })
  expect(variables.load()).toEqual([])
})

test('what the environment had goes before the files, and is what the next process is given', () => {
  const root = project({ '.env': 'A=file\nB=file\n' })
  const env: Record<string, string | undefined> = { A: 'outside' }
  const variables = fileVariables([join(root, '.env')], env, new Set(['A']))
  expect(variables.load()).toEqual(['B'])
  // The application may do as it likes.
  env['OWN'] = 'set by the application'
  expect(env['A']).toBe('outside')
  expect(variables.given()).toEqual({ A: 'outside' })
})

test('what Node has read of a file already is no change, and is read again when the file changes', () => {
  const root = project({ '.env': 'A=1\n' })
  const env: Record<string, string | undefined> = { A: '1', PATH: '/bin' }
  const variables = fileVariables([join(root, '.env')], env, new Set(['PATH']))
  expect(variables.load()).toEqual([])
  write(root, { '.env': 'A=2\n' })
  expect(variables.load()).toEqual(['A'])
  expect(variables.given()).toEqual({ PATH: '/bin' })
})

test('what was inherited is known, or taken to be all that no file says', () => {
  process.env['HOTSEAT_TEST_LATER'] = '1'
  const file = join(project({ '.env': 'HOTSEAT_TEST_LATER=1\n' }), '.env')
  try {
    const names = inheritedNames(process.env, [file])
    expect(names.has('PATH')).toBe(true)
    expect(names.has('HOTSEAT_TEST_LATER')).toBe(false)
  } finally {
    delete process.env['HOTSEAT_TEST_LATER']
  }
})

test('a file is read as Node reads it', () => {
  const file = join(project({ '.env': `A='it is' # so\nexport B=2\nC=\n` }), '.env')
  expect(Object.fromEntries(readVariables([file]))).toEqual({ A: 'it is', B: '2', C: '' })
})
