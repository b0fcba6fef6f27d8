import { pathToFileURL } from 'node:url'
import remapping, { type SourceMap } from '@jridgewell/remapping'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { toJavaScript, toRunnerForm, type Syntax } from './oxc.ts'
import { linesAbove } from './wrapper.ts'

/** A line, from 1, and a column, from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** What a compiled file was made from. */
export interface Compilation {
  readonly path: string
  readonly text: string
  readonly commonJs: boolean
  readonly syntax: Syntax
}

/**
 * Finds the position in the source that a position in the compiled function came from. The source map is made when
 * it is first asked for, by compiling once more: most files never appear in a stack that someone reads.
 */
export class Positions {
  readonly compilation: Compilation
  #map: TraceMap | undefined

  constructor(compilation: Compilation) {
    this.compilation = compilation
  }

  original(compiled: Position): Position | undefined {
    this.#map ??= new TraceMap(sourceMap(this.compilation).toString())
    const line = compiled.line - linesAbove
    if (line < 1) return undefined
    const found = originalPositionFor(this.#map, { line, column: compiled.column - 1 })
    return found.line === null ? undefined : { line: found.line, column: found.column + 1 }
  }
}

/**
 * The comment that leads debuggers and coverage reports from a compiled text to its source. The source is in it: an old
 * generation's is no longer on disk.
 */
export function sourceMapComment(compilation: Compilation): string {
  const { path, text } = compilation
  const { names, mappings } = sourceMap(compilation)
  const json = JSON.stringify({
    version: 3,
    names,
    sources: [pathToFileURL(path).href],
    sourcesContent: [text],
    mappings: ';'.repeat(linesAbove) + String(mappings),
  })
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString('base64')}`
}

/** From the compiled body to the source. */
function sourceMap({ path, text, commonJs, syntax }: Compilation): SourceMap {
  const script = toJavaScript(path, text, { commonJs, syntax, sourcemap: true })
  const runner = toRunnerForm(path, script.code, true)
  const maps = [runner.errors.length === 0 ? runner.map : undefined, script.map].filter((map) => map !== undefined)
  const chain = maps.map((map) => ({ ...map, version: 3 as const }))
  return remapping(chain, () => null, { excludeContent: true })
}
