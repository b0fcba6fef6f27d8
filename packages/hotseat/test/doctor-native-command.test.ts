import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guessNativeCommand } from '../src/doctor/native-command.ts'
import { project } from './project.ts'
import { thrownBy } from './thrown.ts'

function guess(scripts: Readonly<Record<string, string>>, entry = 'src/main.ts', more: object = {}) {
  const root = project({ 'package.json': JSON.stringify({ scripts, ...more }), [entry]: 'export const a: number = 1' })
  return guessNativeCommand(root, join(root, entry))
}

test.each([
  ['tsx watch src/main.ts', 'tsx src/main.ts'],
  ['tsx watch --clear-screen=false ./src/main.ts', 'tsx ./src/main.ts'],
  ['node --watch --env-file=.env src/main.ts', 'node --env-file=.env src/main.ts'],
  [
    'NODE_ENV=development ts-node -r tsconfig-paths/register src/main',
    'NODE_ENV=development ts-node -r tsconfig-paths/register src/main',
  ],
  ['cross-env PORT=1 node src/main.ts', 'cross-env PORT=1 node src/main.ts'],
  ['nest start --watch', 'nest start'],
  ['nest start -w', 'nest start'],
])('the script `%s` is run as `%s`', (script, shell) => {
  expect(guess({ dev: script })).toEqual({ shell })
})

test('`dev` goes before `start:dev` and `start`, but for what it is not told from', () => {
  expect(guess({ start: 'node src/main.ts', 'start:dev': 'tsx src/main.ts', dev: 'nodemon' })).toEqual({
    shell: 'tsx src/main.ts',
  })
})

test.each(['nodemon src/main.ts', 'node dist/main.js', 'tsc && node src/main.ts', 'ts-node-dev src/main.ts', 'vite'])(
  'the script `%s` is not: Node itself runs what it can',
  (script) => {
    expect(guess({ start: script })).toMatchObject({ args: [expect.stringMatching(/main\.ts$/)] })
  },
)

test('without a script, what the application depends on runs TypeScript', () => {
  expect(guess({}, 'src/main.ts', { devDependencies: { tsx: '*' } })).toEqual({ shell: 'tsx "src/main.ts"' })
  expect(guess({}, 'src/main.js', { devDependencies: { tsx: '*' } })).toMatchObject({ args: [expect.any(String)] })
})

test('TypeScript that does not erase is not run by Node', async () => {
  const root = project({ 'package.json': '{}', 'main.ts': 'enum A { B }' })
  const error = await thrownBy(() => guessNativeCommand(root, join(root, 'main.ts')))
  expect(error.code).toBe('HOTSEAT_DOCTOR_NO_NATIVE')
})
