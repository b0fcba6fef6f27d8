import { pathToFileURL } from 'node:url'
import { constants, runInThisContext } from 'node:vm'
import type { ModuleGraph } from '@hotseat/core'
import { expect, test } from 'vitest'
import { project } from './project.ts'

/** Erasable TypeScript, that Node runs as it stands. */
const text = `import { EventEmitter } from 'node:events'

interface Options { readonly a?: string }

export function timer(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  setTimeout((options?: Options) => reject(new Error('timer')))
  return promise
}

export function emitter(): unknown {
  const events = new EventEmitter()
  let seen: unknown
  events.on('it', (options?: Options) => { seen = new Error('emitter') })
  events.emit('it')
  return seen
}

export async function awaited(options?: Options): Promise<never> {
  await inner()
  throw new Error('not reached')
}

async function inner(options?: Options): Promise<never> {
  await null
  throw new Error('awaited')
}

class Made {
  readonly error: Error
  constructor(options?: Options) {
    this.error = new Error('made')
  }
  method(options?: Options) { throw new Error('method') }
  static create(options?: Options) { throw new Error('static') }
  get value(): unknown { return new Error('getter') }
  #own = (options?: Options) => new Error('private')
  own() { return this.#own() }
}
export const made = () => new Made().error
export const method = () => new Made().method()
export const created = () => Made.create()
export const getter = () => new Made().value
export const own = () => new Made().own()

export function captured(options?: Options): object {
  const target: { stack?: string } = {}
  Error.captureStackTrace(target)
  return target
}

function* generator(options?: Options) { yield 1; throw new Error('generator') }
export const generated = () => [...generator()]
export const nested = () => [1].map((each: number) => { throw new Error('nested') })
export const evaluated = (options?: Options) => eval('throw new Error("evaluated")')
export const many = () => Promise.any([Promise.reject(new Error('first')), awaited()])
export const outer = () => { try { method() } catch (cause) { throw new Error('outer', { cause }) } }
`

const names = [...text.matchAll(/^export (?:async )?(?:const|function) (\w+)/gm)].map(([, name = '']) => name)

/** Node's own import, which vitest does not see. */
const importNatively: (url: string) => Promise<Readonly<Record<string, unknown>>> = runInThisContext(
  '(url) => import(url)',
  { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
)

/** The frames in `file` of what an export returns, throws or rejects with. */
async function framesOf(exports: Readonly<Record<string, unknown>>, name: string, file: string): Promise<string[]> {
  const exported = exports[name]
  if (typeof exported !== 'function') return expect.fail(`no ${name}`)
  const outcome: unknown = await (async (): Promise<unknown> => await exported())().catch((error: unknown) => error)
  return framesIn(outcome, file)
}

/** The same of its causes and errors. Columns of callers are left away: there the compiler's maps are not as fine. */
function framesIn(value: unknown, file: string): string[] {
  if (typeof value !== 'object' || value === null || !('stack' in value))
    return expect.fail(`no stack: ${String(value)}`)
  const frames = String(value.stack)
    .split('\n')
    .filter((line) => line.startsWith('    at ') && line.includes(file))
  const [top = [], ...callers] = frames
  const others: unknown[] = 'errors' in value && Array.isArray(value.errors) ? value.errors : []
  if ('cause' in value) others.push(value.cause)
  return [
    top,
    callers.map((frame) => frame.replace(/:\d+(?=\)?$)/, '')),
    others.map((each) => framesIn(each, file)),
  ].flat(2)
}

/** @throws unless the stacks of a generation are those that Node gives of the same file */
async function checkFrames(
  { exports }: Pick<ModuleGraph, 'exports'>,
  native: Readonly<Record<string, unknown>>,
  file: string,
): Promise<void> {
  for (const name of names) {
    const frames = await framesOf(native, name, file)
    expect(frames, name).not.toEqual([])
    expect(await framesOf(exports, name, file), name).toEqual(frames)
  }
}

test('L8 frames in timers, emitters, classes, generators, eval and after awaits are those of Node', async () => {
  const { load, path, write } = project({ 'src/app.ts': text })
  const native = await importNatively(pathToFileURL(path('src/app.ts')).href)
  const first = await load()
  await checkFrames(first, native, 'src/app.ts')
  write({ 'src/app.ts': `// moved\n${text}` })
  const second = await load()
  // An old generation, whose text is no longer on disk, still leads into its own.
  await checkFrames(first, native, 'src/app.ts')
  await expect(checkFrames(second, native, 'src/app.ts')).rejects.toThrow('to deeply equal')
})
