import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { nodeWatcher } from '@hotseat/watcher-node'
import { expect, onTestFinished, test } from 'vitest'
import { fingerprint } from '../src/changes/fingerprint.ts'
import { settingsFiles, type SettingsFile } from '../src/changes/settings-files.ts'
import { readSettings, watchSettings } from '../src/changes/watch-settings.ts'
import { project, write } from './project.ts'

const manifest = { name: 'x', version: '1.0.0', type: 'module', dependencies: { a: '1', b: '2' } }

/** Of a package.json only what changes what is loaded counts. */
function checkPackageJson(print: (path: string, text: string | undefined) => string): void {
  const of = (value: object, indent = 0): string => print('/app/package.json', JSON.stringify(value, undefined, indent))
  const before = of(manifest)
  const same = [
    of(manifest, 4),
    of({ ...manifest, version: '1.0.1' }),
    of({ ...manifest, scripts: { dev: 'hotseat dev' } }),
    of({ ...manifest, dependencies: { b: '2', a: '1' } }),
  ]
  const others = [
    of({ ...manifest, dependencies: { a: '1' } }),
    of({ ...manifest, devDependencies: { c: '3' } }),
    of({ ...manifest, type: 'commonjs' }),
    of({ ...manifest, imports: { '#x': './x.js' } }),
    print('/app/package.json', '{ '),
    print('/app/package.json', undefined),
  ]
  expect(same.map((each) => each === before)).toEqual(same.map(() => true))
  expect(others.map((each) => each === before)).toEqual(others.map(() => false))
}

test('of package.json only what changes what is loaded counts', () => checkPackageJson(fingerprint))

test('to compare the text, or nothing but dependencies, is caught', () => {
  const text = (_: string, content: string | undefined): string => content ?? 'none'
  expect(() => checkPackageJson(text)).toThrow('to deeply equal')
  const dependencies = (_: string, content: string | undefined): string =>
    JSON.stringify(
      Reflect.get(Object(JSON.parse(content === undefined || content === '{ ' ? '{}' : content)), 'dependencies'),
    )
  expect(() => checkPackageJson(dependencies)).toThrow('to deeply equal')
})

test('of any other file its text counts; the order of exports does', () => {
  expect(fingerprint('/app/yarn.lock', 'a')).not.toBe(fingerprint('/app/yarn.lock', 'a '))
  expect(fingerprint('/app/yarn.lock', '')).not.toBe(fingerprint('/app/yarn.lock', undefined))
  const exported = (...keys: readonly string[]): string =>
    fingerprint('package.json', JSON.stringify({ exports: Object.fromEntries(keys.map((key) => [key, './x.js'])) }))
  expect(exported('import', 'default')).not.toBe(exported('default', 'import'))
})

test('what is watched: variables, package.json, the lockfile of the workspace, the config', () => {
  const workspace = project({ 'pnpm-lock.yaml': '', 'app/package.json': '{}' })
  const root = join(workspace, 'app')
  const paths = (configFile: string | undefined) =>
    settingsFiles({ root, home: root, configFile }, [join(root, '.env')]).map(({ path, kind }) => `${kind} ${path}`)
  expect(paths(join(root, 'hotseat.config.ts'))).toEqual([
    `hot ${root}/.env`,
    `cold ${root}/package.json`,
    `cold ${workspace}/pnpm-lock.yaml`,
    `cold ${workspace}/node_modules/.package-lock.json`,
    `cold ${workspace}/node_modules/.modules.yaml`,
    `cold ${workspace}/node_modules/.yarn-state.yml`,
    `cold ${workspace}/node_modules/.yarn-integrity`,
    `cold ${root}/hotseat.config.ts`,
  ])
  // One may come.
  expect(paths(undefined)).toContain(`cold ${root}/hotseat.config.mts`)
})

async function watched(root: string, names: readonly string[]) {
  const told: string[] = []
  const files = names.map((name): SettingsFile => ({ path: join(root, name), kind: 'hot' }))
  const before = readSettings(files)
  return {
    told,
    start: async () => {
      const watch = await watchSettings(files, before, nodeWatcher(), {
        changed: (different) => told.push(...different.map(({ path }) => path.slice(root.length + 1))),
        failed: ({ error }) => told.push(error.code),
      })
      onTestFinished(async () => await watch[Symbol.asyncDispose]())
    },
  }
}

test('a file that changes, comes or goes is told, one beside it is not', async () => {
  const root = project({ '.env': 'A=1', 'src/x.ts': '' })
  const { told, start } = await watched(root, ['.env', '.env.local'])
  await start()
  write(root, { 'other.txt': '', '.env.local': 'B=1' })
  await expect.poll(() => told).toEqual(['.env.local'])
  write(root, { '.env': 'A=2', 'src/x.ts': 'changed' })
  await expect.poll(() => told).toEqual(['.env.local', '.env'])
  rmSync(join(root, '.env.local'))
  await expect.poll(() => told).toEqual(['.env.local', '.env', '.env.local'])
})

test('what changes between the first look and the watch is told', async () => {
  const root = project({ '.env': 'A=1' })
  const { told, start } = await watched(root, ['.env'])
  write(root, { '.env': 'A=2' })
  await start()
  await expect.poll(() => told).toEqual(['.env'])
})
