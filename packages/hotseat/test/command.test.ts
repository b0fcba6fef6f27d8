import { expect, test } from 'vitest'
import { packageVersion } from '../src/cli/version.ts'
import { project } from './project.ts'
import { runHotseat as hotseat } from './run-hotseat.ts'

test('--help and --version are answered on stdout, with 0', async () => {
  const root = project()
  expect(await hotseat(root, ['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('dev [entry]'),
    err: '',
  })
  const version = await hotseat(root, ['--version'])
  expect(version).toMatchObject({ code: 0, err: '' })
  expect(version.out).toMatch(new RegExp(`^hotseat/${packageVersion().replaceAll('.', '\\.')} `))
})

test('what is not understood is said on stderr, with 2', async () => {
  const ended = await hotseat(project(), ['dev', '--prot', '3000'])
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.err).toBe('hotseat cannot start (HOTSEAT_USAGE)\n  Unknown option `--prot`. See `hotseat --help`.\n')
})

test('what cannot start is said on stderr, with 1, and the process ends by itself', async () => {
  const root = project({ 'package.json': '{}' })
  const ended = await hotseat(root, ['dev'])
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.err).toMatch(/^hotseat cannot start \(HOTSEAT_ENTRY_NOT_FOUND\)\n/)
  expect(ended.err).toContain('`npx hotseat doctor` explains what is detected')
  expect(ended.err).not.toContain('left open')
})

test('S18 NODE_ENV=production is refused', async () => {
  const root = project({ 'src/app.ts': '' })
  const ended = await hotseat(root, ['dev'], { NODE_ENV: 'production' })
  expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('HOTSEAT_PRODUCTION') })
})

test('what a config leaves open does not keep a command that could not start', async () => {
  const root = project({ 'hotseat.config.mjs': 'setInterval(() => undefined, 1000)\nexport default { prot: 1 }' })
  const ended = await hotseat(root, ['dev'])
  expect(ended.code).toBe(1)
  expect(ended.err).toContain('exits although the application left open: Timeout')
})
