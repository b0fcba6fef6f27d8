import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveSettings, type Environment } from '../src/settings.ts'
import { project } from './project.ts'
import { thrownBy } from './thrown.ts'

const flags = { entry: undefined, port: undefined, host: undefined, config: undefined, freshness: undefined }
const manifest = JSON.stringify({ type: 'module', dependencies: { express: '5', tsyringe: '4' } })
const files = { 'package.json': manifest, 'src/app.ts': '' }

const here = (cwd: string, env: Environment['env'] = {}): Environment => ({ cwd, env })

test('with nothing said: entry, adapters and root are found, on 127.0.0.1:5000', async () => {
  const root = project(files)
  const settings = await resolveSettings(flags, here(join(root, 'src')))
  expect(settings).toMatchObject({
    entry: join(root, 'src/app.ts'),
    roots: [root],
    host: '127.0.0.1',
    port: 5000,
    configFile: undefined,
    server: { name: 'express' },
    container: { name: 'tsyringe' },
    watcher: { name: 'chokidar' },
  })
  expect(settings.ignored(join(root, 'node_modules'))).toBe(true)
})

const portOf = async (cwd: string, port: string | undefined, env: Environment['env']) =>
  (await resolveSettings({ ...flags, port }, here(cwd, env))).port

test('--port goes before config, config before PORT, PORT before 5000', async () => {
  const root = project(files)
  const configured = project({ ...files, 'hotseat.config.mjs': 'export default { port: 3001 }' })
  expect(await portOf(configured, '3000', { PORT: '3002' })).toBe(3000)
  expect(await portOf(configured, undefined, { PORT: '3002' })).toBe(3001)
  expect(await portOf(root, undefined, { PORT: '3002' })).toBe(3002)
  expect(await portOf(root, undefined, { PORT: '' })).toBe(5000)
  expect(await portOf(root, '0', {})).toBe(0)
})

test.each(['http', '-1', '65536', '3e3', '50.5'])('port %s is refused, saying where it came from', async (text) => {
  const root = project(files)
  const typed = await thrownBy(() => resolveSettings({ ...flags, port: text }, here(root)))
  expect(typed.code).toBe('HOTSEAT_BAD_PORT')
  expect(typed.message).toContain(`--port is "${text}"`)
  const inherited = await thrownBy(() => resolveSettings(flags, here(root, { PORT: text })))
  expect(inherited.message).toContain(`PORT is "${text}"`)
})

test('S18 NODE_ENV=production is refused before anything is looked at', async () => {
  const error = await thrownBy(() => resolveSettings(flags, here('/nowhere', { NODE_ENV: 'production' })))
  expect(error.code).toBe('HOTSEAT_PRODUCTION')
})

test('paths in a config are relative to it; flags go before it', async () => {
  const root = project({
    ...files,
    'conf/hotseat.config.mjs': `export default {
      entry: '../server/api.ts', root: '..', watch: ['../../shared'], host: '::1', freshness: 'hold', debounce: 250,
    }`,
    'server/api.ts': '',
  })
  const config = 'conf/hotseat.config.mjs'
  const settings = await resolveSettings({ ...flags, config }, here(root))
  expect(settings).toMatchObject({
    entry: join(root, 'server/api.ts'),
    roots: [root, join(root, '../shared')],
    host: '::1',
    configFile: join(root, config),
    config: { freshness: 'hold', debounce: 250 },
  })
  const flagged = await resolveSettings(
    { ...flags, config, entry: 'src/app.ts', host: 'localhost', freshness: 'serve' },
    here(root),
  )
  expect(flagged).toMatchObject({ entry: join(root, 'src/app.ts'), host: 'localhost', config: { freshness: 'serve' } })
})

test('adapters of the config are taken as they are; package.json is not asked then', async () => {
  const root = project({
    'app.ts': '',
    'hotseat.config.mjs': `export default {
      watcher: { name: 'my watcher', watch() {} }, loader: { name: 'my loader', load() {} },
      container: { name: 'my container', create() {} }, server: { name: 'my server', mount() {} },
    }`,
  })
  expect(await resolveSettings(flags, here(root))).toMatchObject({
    watcher: { name: 'my watcher' },
    loader: { name: 'my loader' },
    container: { name: 'my container' },
    server: { name: 'my server' },
  })
})

test('the project is that of the named entry, wherever the command is called', async () => {
  const root = project({ ...files, 'hotseat.config.mjs': 'export default { port: 3009 }' })
  const settings = await resolveSettings({ ...flags, entry: join(root, 'src/app.ts') }, here('/'))
  expect(settings).toMatchObject({ roots: [root], port: 3009 })
})

test('a project behind a symbolic link is known by its real path, as the watcher reports it', async () => {
  const root = project(files)
  const link = join(project(), 'link')
  symlinkSync(root, link)
  expect(await resolveSettings(flags, here(link))).toMatchObject({ entry: join(root, 'src/app.ts'), roots: [root] })
})

test("tsconfig's outDir is not watched; a broken tsconfig is left to the loader", async () => {
  const root = project({ ...files, 'tsconfig.json': '{ "compilerOptions": { "outDir": "lib" } }' })
  const { ignored } = await resolveSettings(flags, here(root))
  expect(ignored(join(root, 'lib/app.js'))).toBe(true)
  const broken = project({ ...files, 'tsconfig.json': '{ "extends": "./nowhere.json" }' })
  expect(await resolveSettings(flags, here(broken))).toMatchObject({ roots: [broken] })
})

test('a freshness that does not exist is a usage error', async () => {
  const error = await thrownBy(() => resolveSettings({ ...flags, freshness: 'soon' }, here(project(files))))
  expect(error).toMatchObject({ code: 'HOTSEAT_USAGE' })
})
