import { parser } from '../on-demand.ts'
import { syntaxTree } from './oxc.ts'

/** On a line that begins no comment, and neither in an address nor at the beginning of a string. */
const candidate = /^(?!\s*[*/]).*(?<![\w'"`])(?:@[\w$(]|\baccessor\s+[\w$#'"[])/m

/** Whether to look at the syntax tree for decorators is worth its time. */
export const mayHaveDecorators = (text: string): boolean => candidate.test(text)

/** @param code JavaScript */
export function needsLowering(code: string): boolean {
  if (!mayHaveDecorators(code)) return false
  let found = false
  const note = (): void => {
    found = true
  }
  const { Visitor } = parser()
  new Visitor({ Decorator: note, AccessorProperty: note }).visit(syntaxTree('script.js', code))
  return found
}
