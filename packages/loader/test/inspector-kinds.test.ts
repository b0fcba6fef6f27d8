import { expect, test } from 'vitest'
import { debug, expectStop, nextStop, placeOf, type Place } from './debugging.ts'
import { decorated, project } from './project.ts'

const kinds = {
  ...decorated,
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'es2022', experimentalDecorators: true, emitDecoratorMetadata: true, jsx: 'react' },
  }),
  'src/app.ts': `import type { Unused } from './types'
import { Service } from './service'
import { view } from './view'
import { legacy } from './legacy.cjs'

interface Later { readonly a: string }
const atTheTop: number = legacy(1)

export const run = async (): Promise<string> => view(await new Service('x').find(atTheTop))
`,
  'src/service.ts': `function injectable(...args: unknown[]): any { return () => {} }

@injectable({ a: 1 })
export class Service {
  private readonly found: string[] = ['a', 'b', 'c']
  constructor(private readonly prefix: string, @injectable() readonly other?: Service) {}

  @injectable()
  async find(
    index: number,
  ): Promise<string> {
    await Promise.resolve()
    const found = this.found[index]
    return this.prefix + found
  }
}
`,
  'src/view.tsx': `type Props = { readonly text: string }
const React = { createElement: (tag: (props: Props) => string, props: Props) => tag(props) }

function Bold({ text }: Props): string {
  const marked = text.toUpperCase()
  return '*' + marked
}

export const view = (text: string): string => <Bold text={text} />
`,
  'src/legacy.cts': `interface Options { readonly a?: number }
import path = require('node:path')

const own = require('./own.cjs')
function legacy(value: number, options?: Options): number {
  return own(value) + path.sep.length
}
exports.legacy = legacy
`,
  'src/own.cjs': `'use strict'

module.exports = function own(value) {
  debugger
  return value - 1
}
`,
}

test.for(['at the first line', 'before scripts with maps'] as const)(
  'L8 breakpoints hit at the top level, in CommonJS, JSX and decorated classes (held %s)',
  async (holding) => {
    const made = project(kinds)
    const session = await debug(made, {}, holding)
    const { debuggee, client } = session
    const whileLoading = [
      placeOf(made, 'src/service.ts', '@injectable({ a: 1 })'),
      placeOf(made, 'src/view.tsx', 'const React ='),
      placeOf(made, 'src/legacy.cts', 'const own ='),
      placeOf(made, 'src/app.ts', 'const atTheTop'),
      placeOf(made, 'src/legacy.cts', 'return own'),
    ]
    const whileRunning = [
      placeOf(made, 'src/service.ts', 'constructor(private'),
      placeOf(made, 'src/service.ts', 'return this.prefix'),
      placeOf(made, 'src/view.tsx', 'return '),
    ]
    for (const { path, line } of [...whileLoading, ...whileRunning]) await client.breakAt(path, line)

    const follow = async (call: string, places: readonly Place[]): Promise<unknown> => {
      const [first, ...more] = places
      if (first) await expectStop(session, { call }, first)
      for (const place of more) {
        await client.resume()
        await nextStop(
          client,
          debuggee.last.then(() => expect.fail('it did not stop')),
          place,
        )
      }
      await client.resume()
      return await debuggee.last
    }
    const statement = placeOf(made, 'src/own.cjs', 'debugger')
    for (const generation of [1, 2]) {
      if (generation === 2) {
        for (const file of ['src/service.ts', 'src/view.tsx', 'src/legacy.cts'] as const)
          made.write({ [file]: `${kinds[file]}// another text\n` })
      }
      await follow('load', [...whileLoading, statement])
      expect(await follow('run', whileRunning)).toBe('*XB')
    }
  },
)
