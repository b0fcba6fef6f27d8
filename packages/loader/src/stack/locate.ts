import { fileURLToPath } from 'node:url'
import { HotseatError, type SourceLocation } from '@hotseat/core'
import { locationOf } from './frame.ts'
import { placesOf, type Place } from './prepare.ts'
import { positionsOf } from './scripts.ts'
import { isInstalled } from '../resolve/packages.ts'

/**
 * Where in the application's source an error came from: what it, or its `cause`, says itself; else the topmost frame
 * of its stack that is there; else that of its `cause`, or of the first of its `errors` that has one.
 */
export function locate(error: unknown, visited: Set<unknown> = new Set()): SourceLocation | undefined {
  if (typeof error !== 'object' || error === null || visited.has(error)) return undefined
  visited.add(error)
  const cause: unknown = 'cause' in error ? error.cause : undefined
  for (const told of [error, cause]) if (HotseatError.is(told) && told.location) return told.location
  const place = error instanceof Error ? placeIn(error) : undefined
  if (place) return locationOf(place.path, place.text, place.line, place.column)
  const others: unknown[] = [cause]
  if ('errors' in error && Array.isArray(error.errors)) others.push(...error.errors)
  for (const other of others) {
    const location = locate(other, visited)
    if (location) return location
  }
  return undefined
}

/** See `ModuleLoader.trace`. What an error has no frames for, its `cause` may have. */
export function trace(error: unknown): readonly SourceLocation[] {
  for (let next = error, depth = 0; next instanceof Error && depth < 10; next = next.cause, depth += 1) {
    // A stack is made when it is first read.
    void next.stack
    const places = placesOf(next)
    if (places.length > 0) return places.map(({ path, text, line, column }) => locationOf(path, text, line, column))
  }
  return []
}

function placeIn(error: Error): Place | undefined {
  // A stack is made when it is first read.
  const { stack } = error
  const [place] = placesOf(error)
  if (place) return place
  return stack === undefined ? undefined : placeInText(stack)
}

/** Where another hook than ours has made the stack: frames with the names of our scripts. */
function placeInText(stack: string): Place | undefined {
  for (const [, filename = '', line, column] of stack.matchAll(/(file:\/\/\S+\?[\w-]+):(\d+):(\d+)/g)) {
    const positions = positionsOf(filename)
    const original = positions?.original({ line: Number(line), column: Number(column) })
    if (!positions || !original || isInstalled(fileURLToPath(filename))) continue
    const { path, text } = positions.compilation
    return { path, text, ...original }
  }
  return undefined
}
