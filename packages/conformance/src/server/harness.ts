import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerBinding } from '@hotseat/core'
import type { CreateApp } from './application.ts'
import type { Serving, ServingOptions } from './serving.ts'

/** What the author of a server binding hands the suite: the binding, and how an application of its framework is written. */
export interface ServerHarness<App = unknown> {
  readonly binding: ServerBinding<App>
  /** What an application's `createApp` would return; may be a promise. */
  createApp(plan: Plan): App | Promise<App>
  /**
   * Serves an application in another way than mounted by the binding, behind the listener: one that runs as it stands.
   * Absent: as `serve` does.
   *
   * @throws the failure of the first build
   */
  readonly serve?: (createApp: CreateApp, options: ServingOptions) => Promise<Serving>
}

/** What the framework's application is to do. All routes take GET, HEAD and POST, and what their paths do not name is a 404. */
export interface Plan {
  /**
   * Handlers as the framework's users write them, by path: the framework awaits the text and sends it, or answers for
   * what was thrown. They read the body from Node's request, so it must not be parsed.
   */
  readonly answers: Readonly<Record<string, (request: IncomingMessage) => string | Promise<string>>>
  /** Handlers that write to Node's own response, by path; the framework sends nothing. */
  readonly writes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>
  /** Takes upgrades. Absent: the application has nothing that does. Given only where `upgrades` is declared. */
  readonly upgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined
  /** The framework's hook for shutting down. Called for only where `shutdownHooks` is declared. */
  readonly shutDown?: (() => unknown) | undefined
}
