import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { loader as createLoader } from '../src/index.ts'
import { call, project, type Project } from './project.ts'

const files = {
  'src/app.ts': `interface Unused { readonly a: string }

export { legacy } from './legacy.cjs'
export const fail = (options?: Unused) => new Error('it')
`,
  'src/legacy.cjs': `// no types

exports.legacy = () => new Error('legacy')
`,
}

type Prepare = NonNullable<typeof Error.prepareStackTrace>

/** As source-map-support and others install themselves. */
function install(hook: Prepare | undefined): void {
  const before: unknown = Reflect.get(Error, 'prepareStackTrace')
  onTestFinished(() => void Reflect.set(Error, 'prepareStackTrace', before))
  Reflect.set(Error, 'prepareStackTrace', hook)
}

const summary: Prepare = (_, [top]) => `in ${top?.getFileName()} at ${top?.getLineNumber()}`

function stackOf(error: unknown): unknown {
  return error instanceof Error ? error.stack : expect.fail('no error')
}

/** @throws unless a hook that is there gets frames that are mapped */
async function checkHook({ load, path }: Project, installLater: () => void, installBefore?: () => void): Promise<void> {
  installBefore?.()
  const graph = await load()
  installLater()
  const url = pathToFileURL(path('src/app.ts')).href
  expect(stackOf(call(graph, 'fail'))).toBe(`in ${url} at 4`)
}

test('L8 a hook that is installed later gets frames in the source', async () => {
  await checkHook(project(files), () => install(summary))
})

test('L8 a hook of before is called with frames in the source, also by a loader that is made later', async () => {
  await checkHook(
    project(files),
    () => createLoader(),
    () => install(summary),
  )
})

test('L8 the check catches a loader whose hook is replaced', async () => {
  const replace = (): void => {
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? {}
    onTestFinished(() => void Object.defineProperty(Error, 'prepareStackTrace', before))
    Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, writable: true, value: summary })
  }
  await expect(checkHook(project(files), replace)).rejects.toThrow('to be')
})

test('L8 a hook that is there for a moment, or calls the one before it, changes nothing for good', async () => {
  const { load, path } = project(files)
  const graph = await load()
  const expected = `(${pathToFileURL(path('src/app.ts')).href}:4:43)`
  const before: unknown = Reflect.get(Error, 'prepareStackTrace')
  if (typeof before !== 'function') expect.fail('no hook')
  const frames: unknown[] = []
  install((error, trace) => {
    frames.push(trace[0]?.getLineNumber())
    return Reflect.apply(before, Error, [error, trace])
  })
  expect(stackOf(call(graph, 'fail'))).toContain(expected)
  expect(frames).toEqual([4])
  Reflect.set(Error, 'prepareStackTrace', before)
  expect(Reflect.get(Error, 'prepareStackTrace')).toBe(before)
  expect(stackOf(call(graph, 'fail'))).toContain(expected)
  expect(frames).toEqual([4])
  install(undefined)
  expect(stackOf(call(graph, 'fail'))).toContain(expected)
})

test('L8 without frames there is a stack all the same', async () => {
  const { load, loader } = project(files)
  const graph = await load()
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = call(graph, 'fail')
  Error.stackTraceLimit = stackTraceLimit
  expect(stackOf(error)).toBe('Error: it')
  expect(loader.locate?.(error)).toBeUndefined()
})

test('L8 frames of CommonJS are named by their path, those of ES modules by their URL, as in Node', async () => {
  const { load, path } = project(files)
  const graph = await load()
  expect(stackOf(call(graph, 'legacy'))).toMatch(`(${path('src/legacy.cjs')}:3:24)`)
  expect(stackOf(call(graph, 'fail'))).toContain(`(${pathToFileURL(path('src/app.ts')).href}:4:43)`)
  install(summary)
  expect(stackOf(call(graph, 'legacy'))).toBe(`in ${path('src/legacy.cjs')} at 3`)
})

test('L8 positions in installed CommonJS of a generation of its own are those of the file', async () => {
  const { load, path, loader } = project({
    'node_modules/own/package.json': '{ "name": "own", "main": "./index.js" }',
    'node_modules/own/index.js': `exports.first = () => new Error('first')\nexports.second = () => new Error('second')`,
    'src/app.ts': `export { first, second } from 'own'`,
  })
  const graph = await load({ perGeneration: ['own'] })
  const file = path('node_modules/own/index.js')
  expect(stackOf(call(graph, 'first'))).toContain(`(${file}:1:23)`)
  expect(stackOf(call(graph, 'second'))).toContain(`(${file}:2:24)`)
  expect(loader.locate?.(call(graph, 'second'))).toBeUndefined()
})
