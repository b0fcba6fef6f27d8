import { pathToFileURL } from 'node:url'
import type { Position } from '../compile/positions.ts'
import { anonymous } from '../compile/wrapper.ts'

/** Where a frame leads. */
export interface Original extends Position {
  readonly path: string
  readonly commonJs: boolean
}

/** Undefined: no script of ours. */
export type FindOriginal = (filename: string, compiled: Position) => Original | undefined

const written = /(file:\/\/[^\s?]+\?[\w-]+):(\d+):(\d+)/g

/** A frame that is like another one, but where that came from. */
export function mappedFrame(frame: NodeJS.CallSite, find: FindOriginal): NodeJS.CallSite {
  const shown = (text: string): string =>
    text
      .replaceAll(written, (place, filename: string, line: string, column: string) => {
        const original = find(filename, { line: Number(line), column: Number(column) })
        return original ? `${nameOf(original)}:${original.line}:${original.column}` : place
      })
      .replaceAll(anonymous, 'default')
  const filename = frame.getFileName()
  const line = frame.getLineNumber()
  const column = frame.getColumnNumber()
  const original = filename && line !== null && column !== null ? find(filename, { line, column }) : undefined
  const replaced: Record<string, () => unknown> = {
    ...(original && {
      getFileName: () => nameOf(original),
      getScriptNameOrSourceURL: () => nameOf(original),
      getLineNumber: () => original.line,
      getColumnNumber: () => original.column,
    }),
    getEvalOrigin() {
      const origin = frame.getEvalOrigin()
      return origin === undefined ? origin : shown(origin)
    },
    toString: () => shown(textOf(frame)),
  }
  return new Proxy(frame, {
    get(target, key) {
      if (typeof key === 'string' && Object.hasOwn(replaced, key)) return replaced[key]
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** As it stands in a stack: a frame has a `toString` that its type does not speak of. */
function textOf(frame: unknown): string {
  return String(frame)
}

/** As in Node, a CommonJS module is named by its path. */
function nameOf({ path, commonJs }: Original): string {
  return commonJs ? path : pathToFileURL(path).href
}
