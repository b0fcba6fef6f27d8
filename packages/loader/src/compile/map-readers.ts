import { url } from 'node:inspector'
import { isCovered } from './coverage.ts'

let wanted = false

/**
 * Whether someone reads the source maps of scripts: a debugger may be attached, or Node writes down what was covered.
 * Once it is so it stays so, that what is compiled does not change with every client that comes and goes.
 */
export function mapsAreWanted(): boolean {
  wanted ||= url() !== undefined || isCovered()
  return wanted
}
