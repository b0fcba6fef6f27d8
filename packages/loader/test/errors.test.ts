import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { project, type Project } from './project.ts'

/** The error that a load fails with. */
async function failure({ load }: Pick<Project, 'load'>): Promise<HotseatError> {
  try {
    await load()
  } catch (error) {
    if (HotseatError.is(error)) return error
    throw error
  }
  return expect.fail('it loaded')
}

test('L10 a syntax error: file, line, column, code frame and who imports it', async () => {
  const made = project({
    'src/app.ts': `import './service'`,
    'src/service.ts': `export * from './broken'`,
    'src/broken.ts': `const 日本 = '😀'\n\nexport const value: string = ;\n`,
  })
  const error = await failure(made)
  const file = made.path('src/broken.ts')
  expect(error).toMatchObject({ code: 'HOTSEAT_LOADER_SYNTAX', location: { file, line: 3, column: 30 } })
  expect(error.message).toContain('Unexpected token')
  expect(error.location?.frame).toMatch(/> 3 \| export const value: string = ;\n {4}\| {30}\^/)
  expect(error.message).toContain(
    `Imported by ${made.path('src/service.ts')}\n  imported by ${made.path('src/app.ts')}`,
  )
})

test.for([
  ['behind letters that are more than one byte long', `const 日本 = '😀'; const x = ;`, 1, 28],
  ['an identifier declared twice', `const a = 1\nconst a = 2`, 1, 7],
  [
    'what only V8 finds: a faulty regular expression',
    `const ok = 1\n\nexport const bad = (a: string) => /(/.test(a)`,
    3,
    35,
  ],
  ['await in a function that is not async', `function f() {\n  await g()\n}`, 2, 3],
  ['a return outside of a function', `const a = 1\nreturn a`, 2, 1],
] as const)('L10 %s is found where it is', async ([, text, line, column]) => {
  const made = project({ 'src/app.ts': text })
  expect(await failure(made)).toMatchObject({
    code: 'HOTSEAT_LOADER_SYNTAX',
    location: { file: made.path('src/app.ts'), line, column },
  })
})

test('L10 faulty JSON', async () => {
  const made = project({ 'src/app.ts': `import data from './data.json'; data`, 'src/data.json': '{\n  "a": 1,\n}' })
  expect(await failure(made)).toMatchObject({
    code: 'HOTSEAT_LOADER_SYNTAX',
    location: { file: made.path('src/data.json'), line: 3, column: 1 },
  })
})

test.for([
  [`import { a } from './srevice'; a`, `./srevice`, `Did you mean './service.ts'?`],
  [`export * from './Service.js'`, `./Service.js`, `Did you mean './service.ts'?`],
  [`import '../lib/deep/thing'`, `../lib/deep/thing`, `Did you mean '../lib/deep/things.ts'?`],
  [`import './nothing-like-it'`, `./nothing-like-it`, `There is no /`],
  [`import 'not-installed/sub'`, `not-installed/sub`, `not-installed is neither installed nor`],
  [`import '@scope/none'`, `@scope/none`, `@scope/none is neither installed nor`],
] as const)('L10 %s: what is missing, where, and what may be meant', async ([statement, specifier, advice]) => {
  const made = project({
    'src/app.ts': `import './importer'`,
    'src/importer.ts': `// a comment that names '${specifier}'\n  ${statement}`,
    'src/service.ts': '',
    'lib/deep/things.ts': '',
  })
  const error = await failure(made)
  expect(error).toMatchObject({
    code: 'HOTSEAT_LOADER_UNRESOLVED',
    location: { file: made.path('src/importer.ts'), line: 2, column: statement.indexOf(`'${specifier}`) + 3 },
  })
  expect(error.message).toContain(`Cannot find '${specifier}'. ${advice}`)
  expect(error.message).toContain(`Imported by ${made.path('src/app.ts')}`)
})

test.for([
  [`import { value, missing } from './other'; missing`, 'missing', 17, 'does not export it'],
  [`import missing from './other'; missing`, 'default', 8, 'does not export it'],
  [`export { missing as renamed } from './other'`, 'missing', 10, 'does not export it'],
  [`import { both } from './ambiguous'; both`, 'both', 10, 'more than one'],
  [`import { circle } from './circle'; circle`, 'circle', 10, 'in a circle'],
  [`import { gone } from 'node:fs'; gone`, 'gone', 10, 'does not export it'],
  [`import { gone } from './legacy.cjs'; gone`, 'gone', 10, 'does not export it'],
] as const)('L10 %s: a missing export names both files', async ([text, name, column, reason]) => {
  const made = project({
    'src/app.ts': `\n${text}`,
    'src/other.ts': 'export const value = 1',
    'src/ambiguous.ts': `export * from './one'; export * from './two'`,
    'src/one.ts': 'export const both = 1',
    'src/two.ts': 'export const both = 2',
    'src/circle.ts': `export { circle } from './elcric'`,
    'src/elcric.ts': `export { circle } from './circle'`,
    'src/legacy.cjs': 'exports.here = 1',
  })
  const error = await failure(made)
  const [, specifier = ''] = /'(.*)'/.exec(text) ?? []
  expect(error).toMatchObject({ code: 'HOTSEAT_LOADER_MISSING_EXPORT', location: { line: 2 } })
  if (reason !== 'in a circle') expect(error.location).toMatchObject({ file: made.path('src/app.ts'), column })
  expect(error.message).toContain(`'${name}' is imported from `)
  expect(error.message).toContain(reason)
  if (specifier.startsWith('./')) expect(error.message).toContain(made.path(`src/${specifier.slice(2)}`))
})

test('L10 a module that exports a name twice', async () => {
  const made = project({ 'src/app.ts': 'export const a = 1\nconst b = 2\nexport { b as a }' })
  expect(await failure(made)).toMatchObject({ code: 'HOTSEAT_LOADER_SYNTAX', location: { line: 3, column: 15 } })
})

test('L10 an import() or require() of something optional fails with the codes of Node', async () => {
  const { load, loader, path } = project({
    'src/app.ts': `
const optional = (name: string) => import(name).catch((error) => error)
export const seen = [await optional('none'), await optional('./none'), await optional('./broken'), await import('none').catch((error) => error), await import('node:none').catch((error) => error)]
export { code } from './optional.cjs'`,
    'src/broken.ts': `import 'none/of-it'`,
    'src/optional.cjs': `try { require('none') } catch (error) { exports.code = error.code }`,
  })
  const { seen, code } = (await load()).exports
  expect(code).toBe('MODULE_NOT_FOUND')
  if (!Array.isArray(seen)) expect.fail('nothing seen')
  expect(seen.map((error) => error.code)).toEqual([
    ...Array(4).fill('ERR_MODULE_NOT_FOUND'),
    'ERR_UNKNOWN_BUILTIN_MODULE',
  ])
  expect(loader.locate?.(seen[2])).toMatchObject({ file: path('src/broken.ts'), line: 1, column: 8 })
  expect(loader.locate?.(seen[3])).toMatchObject({ file: path('src/app.ts'), line: 3 })
})

test('L10 an entry that is not there', async () => {
  const { load, path } = project({})
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_LOADER_READ',
    message: expect.stringContaining(path('src/app.ts')),
    cause: expect.objectContaining({ code: 'ENOENT' }),
  })
})

test('L10 what the application throws itself is thrown on as it is', async () => {
  const { load } = project({ 'src/app.ts': `import './thrower'`, 'src/thrower.ts': `throw globalThis.__thrown` })
  for (const thrown of [new Error('own'), 'text', undefined, null, Object.freeze(new Error('frozen'))]) {
    Reflect.set(globalThis, '__thrown', thrown)
    await expect(
      load().then(
        () => 'loaded',
        (error: unknown) => [error],
      ),
    ).resolves.toEqual([thrown])
  }
  Reflect.deleteProperty(globalThis, '__thrown')
})

test('L10 a failed load leaves the last generation as it was, and the next good one recovers', async () => {
  const { load, write } = project({
    'src/app.ts': `export { value } from './value'`,
    'src/value.ts': 'export let value = 1',
  })
  const first = await load()
  for (const [broken, message] of [
    ['export const = 1', 'Unexpected token'],
    [`import './gone'`, 'Cannot find'],
    [`throw new Error('no')`, 'no'],
    ['export const other = 1', 'does not export it'],
  ] as const) {
    write({ 'src/value.ts': broken })
    await expect(load()).rejects.toThrow(message)
    expect(first.exports['value']).toBe(1)
  }
  write({ 'src/value.ts': 'export let value = 2' })
  expect((await load()).exports['value']).toBe(2)
  expect(first.exports['value']).toBe(1)
})

test('an overtaken build stops, even where a module awaits for ever', async () => {
  const { load } = project({ 'src/app.ts': `globalThis.__started(); await new Promise(() => {})` })
  await expect(load({ signal: AbortSignal.abort('overtaken') })).rejects.toBe('overtaken')
  const started = Promise.withResolvers<void>()
  Reflect.set(globalThis, '__started', started.resolve)
  const controller = new AbortController()
  const loading = load({ signal: controller.signal })
  await started.promise
  controller.abort('overtaken')
  await expect(loading).rejects.toBe('overtaken')
  Reflect.deleteProperty(globalThis, '__started')
})
