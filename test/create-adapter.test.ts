import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createAdapter } from '../templates/create-adapter.ts'

const workspace = join(import.meta.dirname, '..')
const templates = join(workspace, 'templates')
const kinds = ['container', 'loader', 'server', 'watcher']

/** A new adapter, in the workspace, with what its template has installed. */
function create(kind: string, library: string): string {
  // At the depth of a package, so that it finds what packages find.
  const folder = join(mkdtempSync(join(workspace, '.adapters-')), 'made')
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }))
  createAdapter(kind, library, folder)
  symlinkSync(join(templates, kind, 'node_modules'), join(folder, 'node_modules'))
  // Its tsconfig.json refers to its neighbour.
  symlinkSync(join(workspace, 'packages', 'core'), join(folder, '..', 'core'))
  return folder
}

/** Runs its tests as its own script does. */
function runSuite(folder: string): { readonly passed: boolean; readonly output: string } {
  const vitest = join(workspace, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--config', '../../vitest.config.ts', '--reporter', 'verbose']
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  return { passed: status === 0, output: stdout + stderr }
}

test.for(kinds)(
  'an adapter that is made from the template %s passes the suite of its kind',
  { timeout: 180_000 },
  (kind) => {
    const { passed, output } = runSuite(create(kind, 'tiny-lib'))
    expect(passed, output).toBe(true)
    expect(output).toContain(`tiny-lib keeps the rules: ${kind}`)
  },
)

test('the suite of a made adapter is seen to fail when the adapter breaks a rule', { timeout: 180_000 }, () => {
  const folder = create('container', 'tiny-lib')
  const path = join(folder, 'src', 'tiny-lib.ts')
  const source = readFileSync(path, 'utf8')
  const broken = source.replace('await root.discard().catch(() => undefined)', '')
  expect(broken).not.toBe(source)
  rmSync(path)
  writeFileSync(path, broken)
  const { passed, output } = runSuite(folder)
  expect(passed).toBe(false)
  expect(output).toContain('container/constructor-throws')
})

test.for(kinds)('nothing in an adapter made from the template %s is named as in the template', (kind) => {
  const folder = create(kind, 'tiny-lib')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.(?:ts|json|md)$/.test(name) && !name.startsWith('node_modules'),
  )
  expect(files).toContain(join('src', 'tiny-lib.ts'))
  const text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n')
  expect(text).not.toMatch(/mylib/i)
  expect(text).toContain(`@hotseat/${kind}-tiny-lib`)
  expect(text).toContain('tinyLib()')
  expect(text).toContain('"path": "../core"')
  expect(text).not.toContain('"private"')
})

test.for<readonly [string, string, string]>([
  ['database', 'mine', 'There is no kind "database", only container, loader, server, watcher.'],
  ['container', '../mine', 'cannot be part of a package'],
  ['container', 'Mine', 'cannot be part of a package'],
  ['container', '', 'cannot be part of a package'],
])('%s %s is refused with what to give instead', ([kind, library, message]) => {
  expect(() => createAdapter(kind, library, join(workspace, '.adapters-refused'))).toThrow(message)
})

test('an adapter that is there is not overwritten', () => {
  expect(() => createAdapter('container', 'awilix', join(workspace, 'packages', 'container-awilix'))).toThrow(
    'is there already',
  )
})
