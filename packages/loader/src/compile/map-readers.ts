import { url } from 'node:inspector'
import { nodeReadsMaps } from './node-maps.ts'

let wanted = false

/**
 * Whether someone may read the source maps of scripts: a debugger, or Node. Once it is so it stays so, that what is
 * compiled does not change with every client that comes and goes.
 */
export function mapsAreWanted(): boolean {
  wanted ||= url() !== undefined || nodeReadsMaps()
  return wanted
}
