import { describe, expect, test } from 'vitest'
import {
  adaptersAreSmall,
  arrowsPointOneWay,
  coreDependsOnNothing,
  filesHaveOneSubject,
  foldersAreNamedAsPackages,
  nothingIsSilenced,
  packagesAreComplete,
  publishedEqualsSource,
  referencesAreDependencies,
  sourcesRunOnEveryNode,
  type Rule,
} from './house/rules.ts'
import { parseManifest, readWorkspace, type Package } from './house/workspace.ts'

const workspace = readWorkspace()

/** A package in which all is well but what `broken` says. */
function plant(name: string, broken: Omit<Partial<Package>, 'manifest'> & { readonly json?: object } = {}): Package {
  const { json, ...rest } = broken
  return {
    folder: `packages/${name.replace('@hotseat/', '')}`,
    manifest: parseManifest({
      name,
      exports: { '.': './src/index.ts' },
      publishConfig: { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
      ...json,
    }),
    references: [],
    entries: ['README.md', 'package.json', 'src', 'test', 'tsconfig.json'],
    files: [],
    ...rest,
  }
}

const source = (text: string, path = 'src/index.ts') => [{ path, text }]

interface Promised {
  readonly promise: string
  readonly rule: Rule
  readonly planted: readonly { readonly bug: string; readonly package: Package }[]
}

const promises: readonly Promised[] = [
  {
    promise: 'arrows point one way: adapters → core, hotseat → everything, core → nothing',
    rule: arrowsPointOneWay,
    planted: [
      {
        bug: 'an adapter that imports another',
        package: plant('@hotseat/server-express', {
          files: source("import { tsyringe } from '@hotseat/container-tsyringe'"),
        }),
      },
      {
        bug: 'an adapter that imports a type of the loader, over several lines',
        package: plant('@hotseat/server-express', {
          files: source("import type {\n  A,\n  B,\n} from '@hotseat/loader'"),
        }),
      },
      {
        bug: 'a listener that imports the front door when it is asked to',
        package: plant('@hotseat/http', { files: source("const door = await import('hotseat')") }),
      },
      {
        bug: 'a loader that reaches into http by a path',
        package: plant('@hotseat/loader', {
          files: source("export * from '../../../http/src/index.ts'", 'src/a/b.ts'),
        }),
      },
      {
        bug: 'a conformance suite that imports an adapter',
        package: plant('@hotseat/conformance', { files: source("import { express } from '@hotseat/server-express'") }),
      },
      {
        bug: 'core that depends on the loader in its package.json',
        package: plant('@hotseat/core', { json: { peerDependencies: { '@hotseat/loader': '*' } } }),
      },
    ],
  },
  {
    promise: 'core depends on nothing',
    rule: coreDependsOnNothing,
    planted: [
      { bug: 'a dependency', package: plant('@hotseat/core', { json: { dependencies: { chokidar: '6' } } }) },
      { bug: 'an import', package: plant('@hotseat/core', { files: source("import 'reflect-metadata'") }) },
    ],
  },
  {
    promise: 'an adapter has less than 120 lines',
    rule: adaptersAreSmall,
    planted: [
      {
        bug: 'an adapter of 120 lines',
        package: plant('@hotseat/watcher-parcel', { files: source('line\n'.repeat(120), 'src/parcel.ts') }),
      },
      {
        bug: 'an adapter that hides in another file',
        package: plant('@hotseat/watcher-parcel', { files: source('line\n', 'src/watcher.ts') }),
      },
    ],
  },
  {
    promise: 'neither the compiler nor the linter is silenced',
    rule: nothingIsSilenced,
    planted: ['let a: any', 'f<any>()', 'a as any', 'a as unknown as B', '// @ts-ignore', '// oxlint-disable-line'].map(
      (text) => ({ bug: text, package: plant('@hotseat/http', { files: source(text) }) }),
    ),
  },
  {
    promise: 'sources run on every Node that is supported, as they are',
    rule: sourcesRunOnEveryNode,
    planted: ['  using lease = acquire()', '  await using served = serve()'].map((text) => ({
      bug: text,
      package: plant('@hotseat/http', { files: source(text) }),
    })),
  },
  {
    promise: 'no file has more than 300 lines',
    rule: filesHaveOneSubject,
    planted: [
      {
        bug: 'a test of 301 lines',
        package: plant('@hotseat/http', { files: source('line\n'.repeat(301), 'test/a.test.ts') }),
      },
    ],
  },
  {
    promise: 'every package has a README, source, tests and a tsconfig',
    rule: packagesAreComplete,
    planted: [
      {
        bug: 'no README',
        package: plant('@hotseat/http', { entries: ['package.json', 'src', 'test', 'tsconfig.json'] }),
      },
    ],
  },
  {
    promise: 'a folder is named as its package is',
    rule: foldersAreNamedAsPackages,
    planted: [{ bug: 'another name', package: plant('@hotseat/http', { folder: 'packages/listener' }) }],
  },
  {
    promise: 'what is published is built of what the workspace imports',
    rule: publishedEqualsSource,
    planted: [
      { bug: 'an export that is not published', package: plant('@hotseat/http', { json: { publishConfig: {} } }) },
      { bug: 'a published export that is not there', package: plant('@hotseat/http', { json: { exports: {} } }) },
      {
        bug: 'an export of built files',
        package: plant('@hotseat/http', { json: { exports: { '.': './dist/index.js' } } }),
      },
      {
        bug: 'a command that is not published',
        package: plant('hotseat', { json: { bin: { hotseat: './src/bin.ts' } } }),
      },
    ],
  },
  {
    promise: 'a tsconfig refers to every package that is imported',
    rule: referencesAreDependencies,
    planted: [
      { bug: 'no reference', package: plant('@hotseat/http', { files: source("import { a } from '@hotseat/core'") }) },
    ],
  },
]

describe.each(promises)('$promise', ({ rule, planted }) => {
  test('holds for the workspace', () => {
    expect(rule(workspace)).toEqual([])
  })

  test.each(planted)('is seen to be broken by: $bug', (bug) => {
    const sound = rule([plant('@hotseat/core')])
    expect(sound).toEqual([])
    expect(rule([plant('@hotseat/core'), bug.package])).not.toEqual([])
  })
})

test('the rules look at packages, apps and their files', () => {
  const names = workspace.map(({ manifest }) => manifest.name)
  expect(names).toEqual(expect.arrayContaining(['@hotseat/core', 'hotseat', 'hello-express-tsyringe']))
  expect(workspace.every(({ files }) => files.length > 0)).toBe(true)
})
