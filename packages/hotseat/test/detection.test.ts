import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseAdapter, installCommand } from '../src/detect/choose.ts'
import { checkEntry, entryCandidates, findEntry, looksLikeListening } from '../src/detect/entry.ts'
import { knownWatchers, type KnownAdapter } from '../src/detect/known.ts'
import { packageRoot, readManifest } from '../src/detect/manifest.ts'
import { pickContainer, pickServer, pickWatcher } from '../src/detect/pick-adapters.ts'
import { project } from './project.ts'
import { thrownBy } from './thrown.ts'

test('the entry is the first candidate that exists: src before root, app before server, index and main', () => {
  expect(findEntry(project({ 'src/app.ts': '', 'app.ts': '', 'src/index.ts': '' }))).toMatch(/src[/\\]app\.ts$/)
  expect(findEntry(project({ 'app.js': '', 'src/server.ts': '' }))).toMatch(/app\.js$/)
  expect(findEntry(project({ 'src/main.ts': '', 'src/index.mjs': '' }))).toMatch(/index\.mjs$/)
  expect(entryCandidates[0]).toBe('src/app.ts')
})

test('a folder of that name is no entry, and without any the error lists what would be', async () => {
  const root = project({ 'src/app.ts/readme.md': '' })
  const error = await thrownBy(() => findEntry(root))
  expect(error.code).toBe('HOTSEAT_ENTRY_NOT_FOUND')
  expect(error.message).toContain('src/app.ts\n  app.ts\n  src/server.ts')
})

test('a named entry that is missing is an error that says who named it', async () => {
  const error = await thrownBy(() => checkEntry('/nowhere/app.ts', 'the command line'))
  expect(error).toMatchObject({ code: 'HOTSEAT_ENTRY_MISSING' })
  expect(error.message).toContain('/nowhere/app.ts (from the command line)')
})

test('the project is the nearest folder with a package.json', () => {
  const root = project({ 'package.json': '{}', 'src/deep/app.ts': '' })
  expect(packageRoot(join(root, 'src/deep'))).toBe(root)
})

test('dependencies of every kind count', () => {
  const root = project({
    'package.json': JSON.stringify({
      dependencies: { a: '1' },
      devDependencies: { b: '1' },
      peerDependencies: { c: '1' },
    }),
  })
  expect([...readManifest(root).dependencies]).toEqual(['a', 'b', 'c'])
  expect([...readManifest(project()).dependencies]).toEqual([])
})

test('a package.json that cannot be read is named', async () => {
  const root = project({ 'package.json': '{ "dependencies": ' })
  const error = await thrownBy(() => readManifest(root))
  expect(error.code).toBe('HOTSEAT_BAD_PACKAGE_JSON')
  expect(error.message).toContain(join(root, 'package.json'))
})

const known: readonly KnownAdapter[] = [
  { library: 'express', adapter: '@hotseat/server-express', factory: 'express' },
  { library: 'fastify', adapter: '@hotseat/server-fastify', factory: 'fastify' },
]

const chosen = (...names: string[]) => chooseAdapter(known, new Set(names))?.factory

test('an adapter that is itself a dependency goes before one whose library is, then the table counts', () => {
  expect(chosen('fastify')).toBe('fastify')
  expect(chosen('fastify', 'express')).toBe('express')
  expect(chosen('express', 'fastify', '@hotseat/server-fastify')).toBe('fastify')
  expect(chosen('@hotseat/server-express')).toBe('express')
  expect(chosen('koa')).toBeUndefined()
})

test('the install command is that of the package manager in use', () => {
  expect(installCommand('x')).toBe('npm install -D x')
  expect(installCommand('x', 'npm/11.0.0 node/v24.21.0')).toBe('npm install -D x')
  expect(installCommand('x', 'pnpm/12.21.0 npm/? node/v24.21.0')).toBe('pnpm add -D x')
  expect(installCommand('x', 'yarn/4.0.0')).toBe('yarn add -D x')
})

function surroundings(dependencies: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) {
  const root = project({ 'package.json': JSON.stringify({ dependencies }), ...files })
  return { root, manifest: readManifest(root), userAgent: undefined }
}

function installed(name: string, code: string) {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: 'module', exports: './index.js' }),
    [`node_modules/${name}/index.js`]: code,
  }
}

test("the application's own copy of an adapter is taken first", async () => {
  const code = `export const express = () => ({ name: 'own', mount() {} })`
  const binding = await pickServer(surroundings({ express: '5' }, installed('@hotseat/server-express', code)))
  expect(binding.name).toBe('own')
})

test("else the one that is installed beside Hotseat, which needs none in the application's package.json", async () => {
  expect((await pickServer(surroundings({ express: '5' }))).name).toBe('express')
  expect((await pickServer(surroundings({ fastify: '5' }))).name).toBe('fastify')
  expect((await pickContainer(surroundings({ tsyringe: '4' }))).name).toBe('tsyringe')
  expect((await pickContainer(surroundings({ inversify: '8' }))).name).toBe('inversify')
  expect((await pickContainer(surroundings({ awilix: '13' }))).name).toBe('awilix')
  expect((await pickWatcher(surroundings({}))).name).toBe('chokidar')
})

test('where no other watcher is installed it is the one that comes with Hotseat', async () => {
  const elsewhere = knownWatchers.map((entry) =>
    entry.adapter === '@hotseat/watcher-node' ? entry : { ...entry, adapter: `${entry.adapter}-not-installed` },
  )
  const watcher = await pickWatcher(surroundings({}), elsewhere)
  expect(watcher.name).toBe('node')
  expect(knownWatchers.at(-1)?.adapter).toBe('@hotseat/watcher-node')
})

test('without a known library the error lists what is known', async () => {
  const server = await thrownBy(() => pickServer(surroundings({ koa: '3' })))
  expect(server.code).toBe('HOTSEAT_NO_SERVER_FRAMEWORK')
  expect(server.message).toContain('express (by @hotseat/server-express)')
  const container = await thrownBy(() => pickContainer(surroundings({ express: '5' })))
  expect(container.code).toBe('HOTSEAT_NO_CONTAINER_LIBRARY')
  expect(container.message).toContain('tsyringe (by @hotseat/container-tsyringe)')
})

test('an adapter that cannot be loaded, or is none, is named', async () => {
  for (const code of ['throw new Error("half installed")', 'export const express = 5']) {
    const error = await thrownBy(() =>
      pickServer(surroundings({ express: '5' }, installed('@hotseat/server-express', code))),
    )
    expect(error.code).toBe('HOTSEAT_ADAPTER_BROKEN')
    expect(error.message).toContain('@hotseat/server-express is installed but could not be loaded')
  }
})

test('a library whose adapter is not installed gets the command that installs it', async () => {
  const pnpm = 'pnpm/12.21.0 npm/? node/v24.21.0'
  const nowhere = [{ library: 'fastify', adapter: '@hotseat/server-nowhere', factory: 'fastify' }]
  const server = await thrownBy(() => pickServer({ ...surroundings({ fastify: '5' }), userAgent: pnpm }, nowhere))
  expect(server.code).toBe('HOTSEAT_ADAPTER_MISSING')
  expect(server.message).toMatch(/depends on fastify, but @hotseat\/server-nowhere is not installed/)
  expect(server.message).toContain('pnpm add -D @hotseat/server-nowhere')
  const watcher = await thrownBy(() => pickWatcher(surroundings({}), nowhere))
  expect(watcher.code).toBe('HOTSEAT_NO_WATCHER')
  expect(watcher.message).toContain('npm install -D @hotseat/server-nowhere')
})

test.each([
  ['app.listen(3000)', true],
  ['export default app\nserver.listen (port, () => {})', true],
  ["import './server.ts'", true],
  ['export function createApp() {}', true],
  ['export default function createApp() {}', false],
  ['export { createApp as default }', false],
  ['module.exports = createApp', false],
  ['export = createApp', false],
  ['export async function configure(container) {}', false],
])('whether an entry seems to listen itself: %s', (text, listens) => {
  expect(looksLikeListening(text)).toBe(listens)
})
