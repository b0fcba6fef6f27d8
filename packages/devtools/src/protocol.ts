import type { BuildReason, ModuleReason, Phases } from '@hotseat/core'

/**
 * What passes between the server and the pages of Hotseat. Paths are relative to the application's folder, with `/`;
 * times are milliseconds, moments are milliseconds since 1970. What comes from the application is text, never markup.
 */

/** A place in the application's source; lines and columns from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Names this place to `/frame` and `/open`, as long as its failure is the current one. */
  readonly id: string
}

/** A build that failed. */
export interface Failure {
  readonly generation: number
  /** Who goes on answering, if any. */
  readonly answeredBy: number | null
  readonly at: number
  readonly code: string
  readonly message: string
  readonly place: Place | null
  /** The lines around the place, which is marked. */
  readonly frame: string | null
  /** Where it passed in the application's source, the topmost first. */
  readonly stack: readonly Place[]
  /** Who imports the file that it is about, who imports that one, and so on up to the entry. */
  readonly importers: readonly string[]
  /** The errors behind it, the nearest first, but for what the message says already: `TypeError: x is not a function`. */
  readonly causes: readonly string[]
}

/** What a page of the application has to know. */
export interface State {
  /** Another one after a restart. */
  readonly process: string
  readonly version: string
  /** Bytes that a page gets: the tag at its end, and the files that it loads by that before anything fails. */
  readonly pageCost: { readonly tag: number; readonly files: number }
  readonly seat: 'starting' | 'serving' | 'failed' | 'stopped'
  /** Who answers now. */
  readonly generation: number | null
  readonly isPaused: boolean
  readonly failure: Failure | null
  /** Places can be opened in an editor. */
  readonly canOpen: boolean
}

/** One generation in the inspector's timeline. */
export interface TimelineEntry {
  readonly generation: number
  readonly reason: BuildReason
  readonly state: 'building' | 'live' | 'draining' | 'disposed' | 'failed' | 'discarded'
  /** When its build began. */
  readonly at: number
  /** What had changed: at most 20 of them. */
  readonly files: readonly string[]
  readonly fileCount: number
  readonly phases: Phases
  /** From the first change to the swap. */
  readonly total: number | null
  readonly carried: number
  readonly instantiated: number
  readonly failure: {
    readonly code: string
    readonly message: string
    /** `src/a.ts:3:14` */
    readonly at: string | null
  } | null
  readonly drain: { readonly duration: number; readonly forced: number } | null
  /** How long its disposal took. */
  readonly disposal: number | null
  readonly disposalErrors: readonly { readonly code: string; readonly message: string }[]
  /** Bytes in use when it had been seated and what it replaced was disposed, as far as that is known. */
  readonly heap: number | null
}

/** Something that happened, in words, for the inspector's list. */
export interface Happening {
  readonly at: number
  readonly name: string
  readonly generation: number | null
  readonly text: string
}

/** `GET /modules`: the graph of the live generation. */
export interface Modules {
  readonly generation: number
  readonly modules: readonly {
    readonly path: string
    /** Indices into `modules`. */
    readonly imports: readonly number[]
    readonly reason: ModuleReason
    readonly because: string | null
  }[]
}

/** `GET /instantiated?generation=7`: what was not carried into a generation, as long as it is in the timeline; at most 200 of it. */
export interface Instantiated {
  readonly generation: number
  readonly count: number
  readonly modules: readonly { readonly path: string; readonly reason: ModuleReason; readonly because: string | null }[]
}

/** `GET /container`: the live generation's. */
export interface ContainerView {
  readonly generation: number
  readonly registrations: readonly {
    readonly name: string
    readonly lifetime: string
    readonly resolved: boolean | null
  }[]
}

/** `GET /leases`: who holds which generation. */
export interface Leases {
  readonly generations: readonly {
    readonly generation: number
    readonly state: 'live' | 'draining' | 'disposing'
    readonly age: number
    readonly leases: readonly { readonly route: string | null; readonly age: number; readonly released: boolean }[]
  }[]
}

/** `GET /frame?id=…`: the lines around a place of the current failure. */
export interface Frame {
  readonly id: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** The number of the first of `lines`. */
  readonly first: number
  readonly lines: readonly string[]
}

/** `POST /session`: for the page to send along in the header `x-hotseat-token`. After a restart the answer to it is 403. */
export interface Session {
  readonly token: string
}

/**
 * The events of `GET /events`, by name; each `data` is one of these as JSON. `timeline` and `happening` are for `?for=inspector`.
 * The first one is a `state`. A browser opens six connections to a server of HTTP/1, and each stream takes one: pages had
 * better share one of them, and let go of it while nobody looks.
 */
export interface ServerEvents {
  readonly state: State
  readonly timeline: TimelineEntry
  readonly happening: Happening
}

/** Everything that Hotseat serves itself is below it. */
export const prefix = '/__hotseat'

/** Of every reserved request but the page, its files and `POST /session`. */
export const tokenHeader = 'x-hotseat-token'

/** Of every POST, with any value: a form cannot send it, and a script of another origin has to ask first. */
export const deliberateHeader = 'x-hotseat'
