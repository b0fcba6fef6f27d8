import { readdirSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { originalPositionFor, TraceMap, type SourceMapInput } from '@jridgewell/trace-mapping'
import { expect, onTestFinished, test } from 'vitest'
import { Debuggee } from './debuggee.ts'
import { project } from './project.ts'

interface Range {
  readonly startOffset: number
  readonly endOffset: number
  readonly count: number
}

interface Report {
  readonly result: readonly {
    readonly url: string
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[]
  }[]
  readonly 'source-map-cache'?: Readonly<
    Record<string, { readonly lineLengths: readonly number[]; readonly data: SourceMapInput }>
  >
}

/** The lines of a source on which functions begin, by name, and how often each ran: as tools read what Node wrote. */
function coverageOf(report: Report, source: string): Readonly<Record<string, readonly [line: number, count: number]>> {
  const lines: Record<string, readonly [number, number]> = {}
  for (const { url, functions } of report.result) {
    const { lineLengths = [], data } = report['source-map-cache']?.[url] ?? {}
    if (data === undefined) continue
    const map = new TraceMap(data)
    for (const { functionName, ranges } of functions) {
      const [{ startOffset, count } = { startOffset: 0, count: 0 }] = ranges
      const place = originalPositionFor(map, placeAt(startOffset, lineLengths))
      if (place.source === source && functionName !== '') lines[functionName] = [place.line, count]
    }
  }
  return lines
}

function placeAt(offset: number, lineLengths: readonly number[]): { readonly line: number; readonly column: number } {
  let start = 0
  for (const [index, length] of lineLengths.entries()) {
    if (offset <= start + length) return { line: index + 1, column: offset - start }
    start += length + 1
  }
  return expect.fail('an offset beyond the text')
}

/** @throws unless the functions of a file that is carried into the second generation are where they were, and counted */
async function checkCoverage(fault = ''): Promise<void> {
  const made = project({
    'src/app.ts': `import { reached } from './other'

interface Options { readonly a?: string }

export function run(options?: Options): number {
  return reached() + 1
}
`,
    'src/other.ts': `export type Unused = string

export function reached(): number {
  return 1
}

export function missed(): number {
  return 2
}
`,
  })
  const folder = made.path('coverage')
  const debuggee = new Debuggee(made.path('src/app.ts'), {
    env: { NODE_V8_COVERAGE: folder },
    fault,
  })
  onTestFinished(async () => await debuggee[Symbol.asyncDispose]())
  await debuggee.call('load')
  await debuggee.call('run')
  made.write({ 'src/app.ts': `// changed\n${readFileSync(made.path('src/app.ts'), 'utf8')}` })
  await debuggee.call('load')
  await debuggee.call('run')
  await debuggee.call('run')
  await debuggee.end()
  const [file = ''] = readdirSync(folder)
  const report: Report = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  const lines = coverageOf(report, pathToFileURL(made.path('src/other.ts')).href)
  expect(lines).toEqual({ reached: [3, 3], missed: [7, 0] })
}

test('L8 what Node writes down of coverage leads to the source', async () => {
  await checkCoverage()
})

test('L8 the check catches a loader that does not know that it is covered', async () => {
  await expect(checkCoverage('does not know that it is covered')).rejects.toThrow('to deeply equal')
})
