import { HotseatError, type ModuleLoader } from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader as createLoader } from '../src/index.ts'
import { project, type Project } from './project.ts'

async function failure({ load }: Pick<Project, 'load'>): Promise<HotseatError> {
  try {
    await load()
  } catch (error) {
    if (HotseatError.is(error)) return error
    throw error
  }
  return expect.fail('it loaded')
}

const files = {
  'package.json': JSON.stringify({
    name: 'app',
    type: 'module',
    imports: { '#config': './src/not-there.ts', '#other/*': './src/*' },
    dependencies: { express: '*', tsyringe: '*' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { paths: { '@app/*': ['./src/*'], exact: ['./src/deleted.ts'] } },
  }),
  'src/service.ts': '',
  'src/greeter.ts': '',
  'src/user.service.ts': '',
  'src/view.tsx': '',
  'src/folder/other.ts': '',
  'src/with-index/index.ts': '',
  'src/types.d.ts': '',
  'lib/deep/things.ts': '',
  'node_modules/closed/package.json': JSON.stringify({
    name: 'closed',
    exports: { '.': './index.js', './sub': './sub.js', './old': { require: './old.cjs' } },
  }),
  'node_modules/open/package.json': '{ "name": "open" }',
  'node_modules/open/lib/thing.js': '',
}

/** What is imported, and what is said of it; `<root>` is the project's folder. */
const advices = [
  ['./srevice', `Did you mean './service.ts'?`],
  ['./Service', `Did you mean './service.ts'? Upper and lower case differ.`],
  ['./service.tsx', `Did you mean './service.ts'?`],
  ['./user.servce', `Did you mean './user.service.ts'?`],
  ['./vew.js', `Did you mean './view.tsx'?`],
  ['../lib/dep/thing', `Did you mean '../lib/deep/things.ts'?`],
  ['./with-indx', `Did you mean './with-index'?`],
  ['./folder', '<root>/src/folder is a folder, and has no index file.'],
  ['./types', 'There is only <root>/src/types.d.ts, which has types and no code: use `import type`.'],
  ['./absent/below/thing', 'There is no folder <root>/src/absent.'],
  ['./deleted', 'There is no <root>/src/deleted, and none with .ts, .tsx, .mts,'],
  ['file:///%00', 'file:///%00'],
  ['greeter', `Did you mean './greeter.ts'?`],
  ['@app/greter', `Did you mean '@app/greeter.ts'?`],
  ['@app/folder/othr', `Did you mean '@app/folder/other.ts'?`],
  ['@app/nothing/like/it', 'By "paths" of <root>/tsconfig.json it is <root>/src/nothing/like/it, which is not there.'],
  ['exact', 'By "paths" of <root>/tsconfig.json it is <root>/src/deleted.ts, which is not there.'],
  ['expres/lib', `Did you mean 'express/lib'?`],
  ['tsyringe', '<root>/package.json lists tsyringe, but it is not installed: install the dependencies.'],
  ['node:fss', `Did you mean 'node:fs'?`],
  ['node:nothing-like-it', 'Node has no such module.'],
  ['crypt', `Did you mean 'crypto'?`],
  ['not-installed/sub', 'not-installed is neither installed nor a dependency in <root>/package.json.'],
  ['#confg', `"imports" of <root>/package.json has no such entry. Did you mean '#config'?`],
  ['#nothing-like-it', `"imports" of <root>/package.json has no such entry. There is '#config', '#other/*'.`],
  ['#config', '"imports" of <root>/package.json has it, but it leads to no file.'],
  ['closed/sbu', `<root>/node_modules/closed/package.json does not export it. Did you mean 'closed/sub'?`],
  ['closed/nothing', `does not export it. There is 'closed', 'closed/sub', 'closed/old'.`],
  ['closed/old', 'exports it, but not so: '],
  ['open/lib/thin', `Did you mean 'open/lib/thing.js'?`],
  ['open/nothing', 'open is installed, but has no such file.'],
  ['open', 'open is installed, but <root>/node_modules/open/package.json leads to no file of it.'],
] as const

/** @throws unless an import that leads nowhere is reported with its place, what may be meant, and who imports it */
async function checkAdvice(specifier: string, advice: string, loader?: ModuleLoader): Promise<void> {
  const made = project(
    { ...files, 'src/app.ts': `import './importer'`, 'src/importer.ts': `\n  import '${specifier}'` },
    loader && { loader },
  )
  const error = await failure(made)
  expect(error).toMatchObject({
    code: 'HOTSEAT_LOADER_UNRESOLVED',
    location: { file: made.path('src/importer.ts'), line: 2, column: 10 },
  })
  expect(error.location?.frame).toContain(`> 2 |   import '${specifier}'`)
  expect(error.message).toContain(`Cannot find '${specifier}'. `)
  expect(error.message).toContain(advice.replaceAll('<root>', made.root))
  expect(error.message).toMatch(`\nImported by ${made.path('src/app.ts')}`)
}

test.for(advices)('L10 %s leads nowhere: %s', async ([specifier, advice]) => {
  await checkAdvice(specifier, advice)
})

/** A loader whose errors are others. */
function reporting(change: (error: HotseatError) => ConstructorParameters<typeof HotseatError>[0]): ModuleLoader {
  const right = createLoader()
  return {
    ...right,
    load: async (entry, context) =>
      await right.load(entry, context).catch((error: unknown) => {
        throw HotseatError.is(error) ? new HotseatError(change(error)) : error
      }),
  }
}

test.for([
  [
    'names no importers',
    ({ code, message, location }) => ({ code, location, message: message.replace(/\nImported[^]*/, '') }),
  ],
  [
    'names nothing near',
    ({ code, message, location }) => ({ code, location, message: message.replace(/Did you mean.*/, '') }),
  ],
  [
    'is a line off',
    ({ code, message, location }) => ({
      code,
      message,
      location: location && { ...location, line: location.line + 1 },
    }),
  ],
  [
    'has no code frame',
    ({ code, message, location }) => ({ code, message, location: location && { ...location, frame: '' } }),
  ],
] as const satisfies readonly (readonly [string, Parameters<typeof reporting>[0]])[])(
  'L10 the check catches a loader that %s',
  async ([, change]) => {
    await expect(checkAdvice('./srevice', `Did you mean './service.ts'?`, reporting(change))).rejects.toThrow(
      /^expected/,
    )
  },
)

test('L10 of a long chain of importers the ends are shown', async () => {
  const chain = Array.from({ length: 12 }, (_, index): [string, string] => [
    `src/m${index}.ts`,
    `import './m${index + 1}'`,
  ])
  const made = project({ ...Object.fromEntries(chain), 'src/app.ts': `import './m0'` })
  const { message } = await failure(made)
  expect(message.split('\n').slice(1)).toEqual([
    `Imported by ${made.path('src/m10.ts')}`,
    ...[9, 8, 7].map((index) => `  imported by ${made.path(`src/m${index}.ts`)}`),
    '  … 6 more …',
    `  imported by ${made.path('src/m0.ts')}`,
    `  imported by ${made.path('src/app.ts')}`,
  ])
})

test.for([
  [`import { greter } from './names'; greter`, `which does not export it. Did you mean 'greeter'?`],
  [`import { Greeter } from './names'; Greeter`, `which does not export it. Did you mean 'greeter'?`],
  [`import greeter from './names'; greeter`, `which does not export it. It exports 'greeter', 'other'.`],
  [`import { a } from './many'; a`, `It exports 'aa1', 'bb2', 'cc3', 'dd4', 'ee5', …`],
  [`import { a } from './empty'; a`, 'which does not export it. It exports nothing.'],
  [`import { Shape } from './types'; console.log(Shape)`, 'which exports it as a type only.'],
  [`import { Local } from './types'; console.log(Local)`, 'which exports it as a type only.'],
  [`import { Alias } from './all-types'; console.log(Alias)`, 'which exports it as a type only.'],
  [`export { Shape } from './types'`, 'which exports it as a type only.'],
  [`import { her } from './legacy.cjs'; her`, `Did you mean 'here'?`],
  [`import { Shape } from 'node:path'; Shape`, 'If it is a type, import it with `import type`. It exports'],
  [`import { readFil } from 'node:fs'; readFil`, `Did you mean 'readFile'?`],
] as const)('L10 %s: %s', async ([text, reason]) => {
  const made = project({
    'src/app.ts': `import './importer'`,
    'src/importer.ts': text,
    'src/names.ts': 'export const greeter = 1, other = 2',
    'src/many.ts': 'export const aa1 = 1, bb2 = 1, cc3 = 1, dd4 = 1, ee5 = 1, ff6 = 1',
    'src/empty.ts': 'export {}',
    'src/types.ts':
      'export interface Shape {}\ntype Local = string\nexport { Local as Local }\nexport type Alias = string',
    'src/all-types.ts': `export * from './types'`,
    'src/legacy.cjs': 'exports.here = 1',
  })
  const error = await failure(made)
  expect(error).toMatchObject({
    code: 'HOTSEAT_LOADER_MISSING_EXPORT',
    location: { file: made.path('src/importer.ts') },
  })
  expect(error.message).toContain(reason)
  expect(error.message).toMatch(`\nImported by ${made.path('src/app.ts')}`)
})
