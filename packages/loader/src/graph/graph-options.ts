import type { LoadContext } from '@hotseat/core'
import type { Discovery } from './discover.ts'
import type { Graph } from './graph.ts'
import type { Module } from './module.ts'
import type { Refusal } from './reuse.ts'

export interface GraphOptions {
  readonly generation: number
  readonly entry: string
  readonly discovery: Discovery
  /** Instances of an earlier graph, by path. */
  readonly carried: Map<string, Module>
  /** Why a module is not. */
  readonly refusalOf: (path: string) => Refusal
  /** The graphs of the loader that have not been released, oldest first. */
  readonly peers: Set<Graph>
  /** The newest of them that has been loaded. */
  readonly before: Graph | undefined
  /** Milliseconds. */
  readonly disposeTimeout: number
  readonly ran: LoadContext['ran']
}
