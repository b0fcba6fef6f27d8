import { syntaxTree } from './oxc.ts'

/**
 * `export = x` takes place at the end of the module, wherever it stands: it is moved there.
 *
 * @param text TypeScript that is compiled to CommonJS
 */
export function withExportLast(path: string, text: string): string {
  const [found] = /^\s*export\s*=[^]*/m.exec(text) ?? []
  // At the end it stands already, in most files.
  if (found === undefined || /^\s*export\s*=\s*[\w$.]+\s*;?\s*$/.test(found)) return text
  const { body } = syntaxTree(path, text)
  const at = body.findIndex(({ type }) => type === 'TSExportAssignment')
  const statement = body[at]
  if (!statement || at === body.length - 1) return text
  const { start, end } = statement
  const moved = text.slice(start, end)
  return `${text.slice(0, start)}${moved.replaceAll(/[^\n\r]/g, ' ')}${text.slice(end)}\n${moved}\n`
}
