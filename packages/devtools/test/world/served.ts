import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HotseatError, Mounted, Reloader, ServerBinding } from '@hotseat/core'
import { createListener, type ListenerOptions } from '@hotseat/http'
import { expect, onTestFinished } from 'vitest'
// By path: the suite depends on http, as this package does, and is no dependency of it.
import { createApplication, type Api, type ApplicationOptions } from '../../../conformance/src/serving.ts'
import { createDevtoolsWith } from '../../src/devtools.ts'
import type { Defences } from '../../src/guard/defences.ts'
import type { DevtoolsOptions } from '../../src/options.ts'
import type { Route } from '../../src/serve/routes.ts'
import { ask, type Question, type Reply } from './asking.ts'

export type CreateApp = (api: Api) => Mounted | Promise<Mounted>

export interface Served {
  readonly url: string
  readonly port: number
  readonly root: string
  readonly reloader: Reloader<Api>
  readonly routes: readonly Route[]
  /** What was reported. */
  readonly reported: readonly HotseatError[]
  swap(createApp?: CreateApp): Promise<void>
  /** The next build fails by this. */
  fail(error: Error): Promise<void>
  ask(path: string, question?: Question): Promise<Reply>
  /** Under another address of this machine. */
  askAt(url: string, path: string, question?: Question): Promise<Reply>
  /** As a page of this server does, with the token and what else it takes. */
  askAsPage(path: string, question?: Question): Promise<Reply>
  close(): void
}

export interface ServedOptions
  extends
    Partial<Omit<DevtoolsOptions, 'reloader' | 'onError'>>,
    Partial<Pick<ListenerOptions<Api>, 'server' | 'host' | 'freshness'>> {
  readonly application?: ApplicationOptions<Mounted>
  /** Defences that are taken out. */
  readonly without?: Partial<Defences>
}

const asItIs: ServerBinding<Mounted> = { name: 'as it is', mount: (app) => Promise.resolve(app) }

/** Answers with its generation, as plain text. */
export const greeting: CreateApp = (api) => ({
  handle(_request, response) {
    response.setHeader('content-type', 'text/plain')
    response.end(api.greet())
  },
})

/** What a page sends with a POST. */
export const deliberately = { 'content-type': 'application/json', 'x-hotseat': '1' } as const

/** An application behind the real listener, with devtools, on a free port of 127.0.0.1. Gone with the test. */
export async function serve(createApp: CreateApp = greeting, options: ServedOptions = {}): Promise<Served> {
  const { application: ofApplication = {}, without = {}, server, host, freshness, ...ofDevtools } = options
  const reported: HotseatError[] = []
  const onError = (error: HotseatError): void => void reported.push(error)
  const root = ofDevtools.root ?? temporaryFolder()
  const application = createApplication(createApp, { binding: asItIs, ...ofApplication })
  const { reloader } = application
  const devtools = createDevtoolsWith({ reloader, version: '1.2.3', ...ofDevtools, root, onError }, without)
  const { reserved, prepare, routes } = devtools
  const listener = createListener({ reloader, server, host, freshness, closeTimeout: 200, reserved, prepare, onError })
  onTestFinished(async () => {
    devtools.close()
    await Promise.all([listener.close(), application[Symbol.asyncDispose]()])
  })
  await reloader.start()
  const { url, port } = await listener.listen()
  const asked = (path: string, question?: Question): Promise<Reply> => ask(url + path, question)
  let token: string | undefined

  async function openSession(): Promise<string> {
    const { text } = await asked('/__hotseat/session', {
      method: 'POST',
      body: '{}',
      headers: { ...deliberately, origin: url },
    })
    const session: { readonly token: string } = JSON.parse(text)
    return session.token
  }

  return {
    url,
    port,
    root,
    reloader,
    routes,
    reported,
    swap: (next) => application.swap(next),
    async fail(error) {
      const failing = application.swap(() => {
        throw error
      })
      await expect(failing).rejects.toThrow(error.message)
    },
    ask: asked,
    askAt: (base, path, question) => ask(base + path, question),
    async askAsPage(path, question = {}) {
      token ??= await openSession()
      const headers = { ...deliberately, 'x-hotseat-token': token, ...question.headers }
      return asked(path, { ...question, headers })
    },
    close: () => devtools.close(),
  }
}

/** Gone with the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-devtools-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
