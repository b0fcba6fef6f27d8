import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { Debuggee } from './debuggee.ts'
import { project } from './project.ts'

const files = {
  'src/app.ts': `import { getCallSites } from 'node:util'
import { inner } from './inner'

interface Unused { readonly a: string }

enum Kind { A = 1 }

export const site = () => getCallSites(1, { sourceMap: true })[0]

export function throwLater(options?: Unused): void {
  setImmediate(() => {
    inner(Kind.A)
  })
}

export function rejectLater(options?: Unused): void {
  void (async () => {
    await null
    inner(Kind.A)
  })()
}

export function causeLater(options?: Unused): void {
  setImmediate(() => {
    try {
      inner(Kind.A)
    } catch (cause) {
      throw new Error('outer', { cause })
    }
  })
}
`,
  'src/inner.ts': `interface Unused { readonly a: string }

export function inner(value: number, options?: Unused): never {
  throw new TypeError('no ' + value)
}
`,
}

interface Printed {
  readonly output: string
  /** A line of a source, and the position of a part of it, as Node prints them. */
  readonly place: (
    file: keyof typeof files,
    part: string,
    from?: string,
  ) => { readonly at: string; readonly text: string }
}

/** What Node prints of an error that nothing catches, thrown by the second generation. */
async function printed(call: string, flags: readonly string[]): Promise<Printed> {
  const { path, write } = project(files)
  const debuggee = new Debuggee(path('src/app.ts'), { flags })
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  await debuggee.call('load')
  const texts = { ...files, 'src/inner.ts': `// moved\n${files['src/inner.ts']}` }
  write(texts)
  await debuggee.call('load')
  await debuggee.call(call)
  return {
    output: await debuggee.output,
    place(file, part, from = '') {
      const text = texts[file]
      const lines = text.slice(0, text.indexOf(part, text.indexOf(from))).split('\n')
      return { at: `${path(file)}:${lines.length}`, text: text.split('\n')[lines.length - 1] ?? '' }
    },
  }
}

test.for([
  ['throwLater', []],
  ['rejectLater', []],
  ['causeLater', []],
  ['throwLater', ['--enable-source-maps']],
] as const)('L8 what Node prints when nothing catches an error leads to the source (%s %s)', async ([call, flags]) => {
  const { output, place } = await printed(call, flags)
  const thrown = place('src/inner.ts', 'throw new')
  expect(output).toMatch(/TypeError: no 1\n +at inner \(/)
  expect(output).toContain(`at inner (file://${thrown.at}:9)`)
  expect(output).toContain(`file://${place('src/app.ts', 'inner(Kind.A)', call).at}:`)
  // Above the stack Node prints the line as V8 has it, but where it reads source maps.
  if (flags.length > 0) expect(output).toMatch(`${thrown.at}\n${thrown.text}\n`)
})

test('L8 with --enable-source-maps util.getCallSites() tells places in the source', async () => {
  const { path } = project(files)
  const debuggee = new Debuggee(path('src/app.ts'), { flags: ['--enable-source-maps'] })
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  await debuggee.call('load')
  expect(await debuggee.call('site')).toMatchObject({
    scriptName: pathToFileURL(path('src/app.ts')).href,
    lineNumber: 8,
  })
})
