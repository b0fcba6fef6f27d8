import { expect, test } from 'vitest'
import { perGenerationOf } from '../src/per-generation.ts'
import { project } from './world/project.ts'
import { serve } from './world/serving.ts'

const manifest = (name: string, ...dependencies: readonly string[]): string =>
  JSON.stringify({
    name,
    version: '1.0.0',
    main: 'index.js',
    dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])),
  })

test('packages that keep what they are given, and those that use them, are instantiated for each generation', () => {
  const root = project({ 'package.json': manifest('app', 'typedi', 'express') })
  expect(perGenerationOf(root)).toEqual(['typedi'])
  expect(perGenerationOf(project({ 'package.json': manifest('app', 'express') }))).toEqual([])
  expect(perGenerationOf(project({ 'package.json': '{ not JSON' }))).toEqual([])
  expect(perGenerationOf('/nowhere')).toEqual([])
})

test('a package that takes a name once, as mongoose takes a model, is no obstacle to the second generation', async () => {
  const main = (word: string): string => `
    import { createServer } from 'node:http'
    import { model } from 'mongoose'
    import { names } from 'plugin-of-mongoose'
    model('user')
    createServer((request, response) => response.end('${word} ' + names())).listen(0, '127.0.0.1')
  `
  const { text, save, reloader } = await serve(
    {
      'package.json': manifest('app', 'mongoose', 'plugin-of-mongoose'),
      'node_modules/mongoose/package.json': manifest('mongoose'),
      'node_modules/mongoose/index.js': `
        const models = []
        exports.models = models
        exports.model = (name) => {
          if (models.includes(name)) throw new Error('Cannot overwrite model ' + name)
          models.push(name)
        }`,
      'node_modules/plugin-of-mongoose/package.json': manifest('plugin-of-mongoose', 'mongoose'),
      'node_modules/plugin-of-mongoose/index.js': `exports.names = () => require('mongoose').models.join()`,
      'src/main.ts': main('one'),
    },
    { ownPackages: true },
  )
  expect(await text()).toBe('one user')
  await save({ 'src/main.ts': main('two') })
  expect(reloader.failure).toBeUndefined()
  expect(await text()).toBe('two user')
})

test('a package is told by its version where a later one keeps nothing any more', () => {
  const versioned = (version: string): Record<string, string> => ({
    'package.json': manifest('app', 'typeorm', 'typeorm-plugin'),
    'node_modules/typeorm/package.json': JSON.stringify({ name: 'typeorm', version }),
    'node_modules/typeorm-plugin/package.json': manifest('typeorm-plugin', 'typeorm'),
  })
  const of = (version: string): readonly string[] => perGenerationOf(project(versioned(version), { ownPackages: true }))
  expect(of('0.2.45')).toEqual(['typeorm', 'typeorm-plugin'])
  expect(of('0.3.0')).toEqual([])
  expect(of('1.0.0')).toEqual([])
})
