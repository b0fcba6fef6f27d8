import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { installed, project } from './project.ts'

const require = createRequire(import.meta.url)
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

const own = '@hotseat/loader/hot'
const use = `
  if (import.meta.hot) {
    const users: Map<string, number> = (import.meta.hot.data.users ??= new Map())
    import.meta.hot.dispose(async (data) => { await data.users.close() })
    import.meta.hot.prune(() => users.clear())
    import.meta.hot.accept()
    import.meta.hot.accept((module) => module?.['x'])
    import.meta.hot.accept(['./a'], ([module]) => module?.['x'])
    import.meta.hot.on('vite:beforeUpdate', () => {})
  }`

/** What the compiler has to say of an application with these types, libraries included. */
function check(types: readonly string[], declaration: string, more: Record<string, string> = {}): string {
  const { root, link } = project({
    ...more,
    'src/app.ts': use,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        strict: true,
        noEmit: true,
        types,
        lib: ['es2024', 'dom'],
      },
    }),
    'node_modules/@hotseat/loader/package.json': JSON.stringify({ exports: { './hot': './hot.d.ts' } }),
    'node_modules/@hotseat/loader/hot.d.ts': declaration,
  })
  link(installed('vite'), 'node_modules/vite')
  try {
    return execFileSync(process.execPath, [tsc, '-p', root], { encoding: 'utf8' })
  } catch (error) {
    return String(Reflect.get(Object(error), 'stdout'))
  }
}

// It is types alone, so its declaration is its text.
const hot = readFileSync(join(import.meta.dirname, '..', 'src', 'hot.ts'), 'utf8')

test('hot is typed', () => {
  const wrong = {
    'src/unchecked.ts': 'import.meta.hot.dispose(() => {})',
    'src/misspelt.ts': 'import.meta.hot?.disposed(() => {})',
  }
  const said = check([own], hot, wrong)
  expect(said).toContain(`src/unchecked.ts(1,1): error TS2532`)
  expect(said).toContain(`src/misspelt.ts(1,18): error TS2551`)
  expect(said.match(/error/g)).toHaveLength(2)
})

test('hot is typed beside vite/client', () => {
  expect(check([own, 'vite/client'], hot)).toBe('')
})

test('hot: the check catches a property that is declared twice', () => {
  const property = hot.replace('extends HotMeta {}', '{ readonly hot?: Hot }')
  expect(check([own, 'vite/client'], property)).toContain('error TS2717')
})
