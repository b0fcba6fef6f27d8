import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HotseatError } from '@hotseat/core'
import { errors } from '../errors.ts'
import type { Defences } from '../guard/defences.ts'
import { ownOrigin } from '../guard/origin.ts'
import { createNonce } from '../guard/policy.ts'
import type { Failure } from '../protocol.ts'
import { append } from './append.ts'
import { askAnew } from './ask-anew.ts'
import { asksForPage } from './eligible.ts'
import { failureHeaders } from './failure-headers.ts'
import { onHead } from './on-head.ts'
import { planFor } from './plan.ts'

export interface PrepareOptions {
  readonly defences: Pick<Defences, 'isLocal' | 'isAllowedHost'>
  readonly process: string
  readonly failure: () => Failure | null
  readonly report: (error: HotseatError) => void
}

type Prepare = (request: IncomingMessage, response: ServerResponse, generation: number | undefined) => void

/** Makes what gives pages their client, and answers what they have to say of a build that failed; see `ListenerOptions.prepare`. */
export function createPrepare({ defences, process, failure, report }: PrepareOptions): Prepare {
  const told = new Set<string>()

  function tellOnce(why: string): void {
    if (told.has(why)) return
    told.add(why)
    report(errors.notInjected(why))
  }

  return (request, response, generation) => {
    const current = failure()
    const isForPage = asksForPage(request)
    if (!isForPage && !current) return
    if (!defences.isLocal(request) || !defences.isAllowedHost(request)) return
    if (current) {
      const headers = failureHeaders(current, generation)
      onHead(response, (head) => {
        for (const [name, value] of Object.entries(headers)) head.set(name, value)
      })
    }
    if (!isForPage) return
    const [scheme = '', authority = ''] = ownOrigin(request)?.split('://') ?? []
    askAnew(request)
    append({
      response,
      plan: (head) => {
        const plan = planFor(head, { process, generation }, { scheme, authority }, createNonce)
        if (plan.kind === 'leave' && plan.why !== undefined) tellOnce(plan.why)
        return plan
      },
      failed: (encoding, cause) => report(errors.badEncoding(encoding, cause)),
    })
  }
}
