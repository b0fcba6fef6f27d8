import { expect, test } from 'vitest'
import { project } from '../project.ts'
import { runHotseat } from '../run-hotseat.ts'

const doctor = async (cwd: string, ...args: readonly string[]) =>
  await runHotseat(cwd, ['doctor', ...args], { PORT: '0' })

const files = {
  'package.json': JSON.stringify({ type: 'module', dependencies: { express: '5', tsyringe: '4' } }),
  'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  'src/app.ts': 'export default () => undefined',
}

test('an application in order: a line for each thing, the sum, and 0', async () => {
  const { code, out } = await doctor(project(files))
  expect(out).toMatch(/^✓ config +none, and none is needed\n✓ entry +src\/app\.ts, found by its name\n/)
  expect(out).toContain('✓ server       express, by @hotseat/server-express 0.1.0 for express')
  expect(out).not.toMatch(/^[!✗]/m)
  expect(out).toMatch(/\n\n\d+ good\n$/)
  expect(code).toBe(0)
})

test('what is wrong is marked, with what to change below it, and the code is 1', async () => {
  const { code, out } = await doctor(project({ ...files, 'tsconfig.json': '{}', '.env': 'A=1' }))
  expect(out).toMatch(/^✗ tsconfig +tsyringe reads types that are not emitted/m)
  expect(out).toMatch(/^ +In tsconfig\.json add to "compilerOptions":\n +"experimentalDecorators": true,\n/m)
  expect(out).toMatch(/^! env files +\.env in the root, which nobody reads/m)
  expect(out).toMatch(/, 1 to look at, 1 thing to mend before `hotseat dev` works\n$/)
  expect(code).toBe(1)
})

test('with --json stdout is the findings alone, whatever a config prints', async () => {
  const root = project({
    ...files,
    'hotseat.config.mjs': 'console.log("hello")\nexport default { envFiles: [".env"] }',
  })
  const { code, out, err } = await doctor(root, '--json')
  expect(JSON.parse(out)).toMatchObject({
    sound: true,
    findings: expect.arrayContaining([{ subject: 'kind', mark: 'good', text: 'exports createApp' }]),
  })
  expect(err).toBe('hello\n')
  expect(code).toBe(0)
})

test('a config that is broken is a finding, and the rest is still looked at', async () => {
  const root = project({ ...files, 'hotseat.config.mjs': 'export default { prot: 1 }' })
  const { code, out } = await doctor(root)
  expect(out).toMatch(/^✗ config +hotseat\.config\.mjs sets "prot"/m)
  expect(out).toMatch(/^✓ file system/m)
  expect(code).toBe(1)
})
