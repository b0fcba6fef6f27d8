import { pathToFileURL } from 'node:url'
import type { SourceMap } from '@jridgewell/remapping'
import type { TraceMap } from '@jridgewell/trace-mapping'
import { remapping, traceMapping } from '../on-demand.ts'
import { withExportLast } from './export-assignment.ts'
import type { Format } from './format.ts'
import { withoutBoth } from './imports.ts'
import { toJavaScript } from './javascript.ts'
import { toMarkedForm } from './marked-form.ts'
import { toRunnerForm, type Syntax } from './oxc.ts'
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
  readonly format: Exclude<Format, 'json'>
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
    const { originalPositionFor, TraceMap } = traceMapping()
    this.#map ??= new TraceMap(sourceMap(this.compilation).toString())
    const line = compiled.line - linesAbove
    if (line < 1) return undefined
    let found = originalPositionFor(this.#map, { line, column: compiled.column - 1 })
    // Of the lines that decorators become only those of the decorators themselves are known: they are the first.
    for (let above = line - 1; found.line === null && above > 0; above--) {
      found = originalPositionFor(this.#map, { line: above, column: Number.MAX_SAFE_INTEGER })
    }
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
function sourceMap({ path, text, format, syntax }: Compilation): SourceMap {
  const source = format === 'to-commonjs' ? withExportLast(path, text) : text
  const script = toJavaScript(path, source, { commonJs: format === 'commonjs', syntax, sourcemap: true })
  const code = format === 'commonjs' ? script.code : withoutBoth(path, script.code)
  const runner = format === 'to-commonjs' ? toMarkedForm(path, code, true) : toRunnerForm(path, code, true)
  const chain = [...(runner.errors.length === 0 ? runner.maps : []), ...script.maps]
  return remapping()(chain, () => null, { excludeContent: true })
}
