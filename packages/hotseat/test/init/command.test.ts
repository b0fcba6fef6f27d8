import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageVersion } from '../../src/cli/version.ts'
import { apply } from '../../src/init/apply.ts'
import { project, write } from '../project.ts'
import { runHotseat } from '../run-hotseat.ts'
import { thrownBy } from '../thrown.ts'

const range = `^${packageVersion()}`

const files = {
  'package.json': `${JSON.stringify({ type: 'module', dependencies: { fastify: '5', inversify: '8' } }, undefined, 2)}\n`,
  'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
  'src/app.ts': 'export default () => undefined',
}

const init = async (root: string, ...args: readonly string[]) => await runHotseat(root, ['init', ...args])
const manifest = (root: string): unknown => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

test('--yes: script and packages are added, the diff is shown, and what is next', async () => {
  const root = project(files)
  const { code, out } = await init(root, '--yes')
  expect(out).toContain('+++ package.json\n')
  expect(out).toContain('+    "dev": "hotseat dev"')
  expect(out).toMatch(/\ndone\nnext: npm install, then npm run dev\n$/)
  expect(code).toBe(0)
  expect(manifest(root)).toEqual({
    type: 'module',
    dependencies: { fastify: '5', inversify: '8' },
    devDependencies: {
      '@hotseat/container-inversify': range,
      '@hotseat/server-fastify': range,
      '@hotseat/watcher-chokidar': range,
      hotseat: range,
    },
    scripts: { dev: 'hotseat dev' },
  })
  expect(existsSync(join(root, 'hotseat.config.ts'))).toBe(false)
})

test('a second time there is nothing to change', async () => {
  const root = project(files)
  await init(root, '--yes')
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const { code, out } = await init(root, '--yes')
  expect(out).toContain('nothing to change')
  expect(code).toBe(0)
  expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe(text)
})

test.each([
  ['--dry-run', ['--dry-run'], 0, ''],
  ['no terminal', [], 1, 'To change it: hotseat init --yes'],
])('%s: the diff, and no change', async (_, args, exit, words) => {
  const root = project(files)
  const { code, out } = await init(root, ...args)
  expect(out).toContain('+    "dev": "hotseat dev"')
  expect(out).toContain(words)
  expect(code).toBe(exit)
  expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe(files['package.json'])
  expect(readdirSync(root).toSorted()).toEqual(['package.json', 'src', 'tsconfig.json'])
})

test.each([
  ['module', 'hotseat.config.ts'],
  ['commonjs', 'hotseat.config.mts'],
])('what cannot be found out goes into a config; of type %s it is %s', async (type, name) => {
  const root = project({
    ...files,
    'package.json': JSON.stringify({ type, dependencies: { express: '5', awilix: '13' } }),
    'src/web/api.ts': 'export default () => undefined',
    '.env': 'A=1',
  })
  const { code } = await init(root, 'src/web/api.ts', '--yes')
  expect(code).toBe(0)
  expect(readFileSync(join(root, name), 'utf8')).toBe(
    `import { defineConfig } from 'hotseat'\n\nexport default defineConfig({\n  entry: 'src/web/api.ts',\n  envFiles: ['.env'],\n})\n`,
  )
  // It imports what is not installed yet.
  expect(await init(root, 'src/web/api.ts', '--yes')).toMatchObject({ code: 0, err: '' })
})

test('an entry whose name has a quote in it is written so that it can be read', async () => {
  const root = project({ ...files, "src/it's.ts": 'export default () => undefined' })
  await init(root, "src/it's.ts", '--yes')
  expect(readFileSync(join(root, 'hotseat.config.ts'), 'utf8')).toContain(`  entry: "src/it's.ts",\n`)
  expect(await init(root, "src/it's.ts", '--yes')).toMatchObject({ code: 0, err: '' })
})

test('a config that is there is left as it is, and what would go into it is told', async () => {
  const config = `export default { port: 3000 }\n`
  const root = project({ ...files, '.env': 'A=1', 'hotseat.config.mjs': config })
  const { out } = await init(root, '--yes')
  expect(out).toContain(`! hotseat.config.mjs is left as it is. Worth adding:\n      envFiles: ['.env'],\n`)
  expect(readFileSync(join(root, 'hotseat.config.mjs'), 'utf8')).toBe(config)
})

test('flags that tsconfig.json lacks are shown, and not written', async () => {
  const root = project({ ...files, 'tsconfig.json': '{ /* mine */ }', 'pnpm-lock.yaml': '' })
  const { out } = await init(root, '--yes')
  expect(out).toContain('"experimentalDecorators": true,\n    "emitDecoratorMetadata": true\n')
  expect(out).toContain('next: pnpm install, then pnpm run dev')
  expect(readFileSync(join(root, 'tsconfig.json'), 'utf8')).toBe('{ /* mine */ }')
})

test('an application that listens itself needs no adapters but the watcher', async () => {
  const root = project({ ...files, 'src/app.ts': 'server.listen(3000)' })
  await init(root, '--yes')
  expect(manifest(root)).toMatchObject({
    devDependencies: { '@hotseat/watcher-chokidar': range, hotseat: range },
  })
  expect(Object.keys(Object(Reflect.get(Object(manifest(root)), 'devDependencies')))).toHaveLength(2)
})

test('without a package.json, or an entry, it says so', async () => {
  expect((await init(project(), '--yes')).err).toContain('(HOTSEAT_INIT_NO_PACKAGE_JSON)')
  const { code, err } = await init(project({ 'package.json': '{}' }), '--yes')
  expect(err).toContain('(HOTSEAT_ENTRY_NOT_FOUND)')
  expect(code).toBe(1)
})

test('what has changed since the diff was shown is not overwritten, nor is the rest written', async () => {
  const root = project({ 'a.json': 'before' })
  const changes = [
    { file: join(root, 'b.json'), before: undefined, after: 'new' },
    { file: join(root, 'a.json'), before: 'before', after: 'after' },
  ]
  write(root, { 'a.json': 'by someone else' })
  expect(await thrownBy(() => apply(changes))).toMatchObject({ code: 'HOTSEAT_INIT_CHANGED' })
  expect(readdirSync(root)).toEqual(['a.json'])
  write(root, { 'a.json': 'before' })
  apply(changes)
  expect(readFileSync(join(root, 'a.json'), 'utf8')).toBe('after')
})
