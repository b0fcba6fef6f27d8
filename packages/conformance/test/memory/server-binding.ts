import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { HotseatError, type Mounted, type ServerBinding } from '@hotseat/core'
import type { Plan, ServerHarness } from '../../src/index.ts'
import { plantServerFault, type ServerFault } from '../broken/server.ts'

/** An application of a framework that does no more than the plan. */
export class MemoryApplication {
  readonly plan: Plan

  constructor(plan: Plan) {
    this.plan = plan
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { answers, writes } = this.plan
    const { url = '/' } = request
    const write = writes[url]
    if (write) return write(request, response)
    const answer = answers[url]
    if (answer) response.end(await answer(request))
    else response.writeHead(404).end('nothing here')
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.plan.upgrade?.(request, socket, head)
  }
}

/** A binding for it, right in every respect but the fault that it is given. */
export function memoryServerHarness(fault?: ServerFault): ServerHarness<MemoryApplication> {
  const right: ServerBinding<MemoryApplication> = {
    name: 'memory',
    capabilities: { shutdownHooks: true },
    mount(app) {
      if (!(app instanceof MemoryApplication)) return Promise.reject(notAnApplication())
      let closing: Promise<void> | undefined
      const mounted: Mounted = {
        handle: (request, response) => app.handle(request, response),
        close() {
          closing ??= (async () => void (await app.plan.shutDown?.()))()
          return closing
        },
      }
      if (!app.plan.upgrade) return Promise.resolve(mounted)
      return Promise.resolve({ ...mounted, upgrade: (request, socket, head) => app.upgrade(request, socket, head) })
    },
  }
  return { binding: fault ? plantServerFault(right, fault) : right, createApp: (plan) => new MemoryApplication(plan) }
}

function notAnApplication(): HotseatError {
  return new HotseatError({ code: 'MEMORY_NOT_AN_APPLICATION', message: 'createApp returned no application' })
}
