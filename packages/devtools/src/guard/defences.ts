import type { IncomingMessage } from 'node:http'
import { mayBeOpened } from '../editor/editor.ts'
import { deliberateHeader, tokenHeader } from '../protocol.ts'
import { insideOf } from '../report/frame.ts'
import { createPaths, type Paths } from '@hotseat/http'
import { authorityOf } from './authority.ts'
import { parseBody, type Body } from './body.ts'
import { allowedHosts, isAllowedHost } from './host.ts'
import { limits, type Limits } from './limits.ts'
import { hasOrigin, isAllowedOrigin } from './origin.ts'
import { isLocal } from './peer.ts'
import { contentPolicy } from './policy.ts'
import { createToken, isToken } from './token.ts'

/**
 * What stands between a client and what Hotseat serves itself. Each can be taken out, so that a test can show that it is missed:
 * the ids are those of the rules in this package's README.
 */
export interface Defences {
  /** S2 */
  isAllowedHost(request: IncomingMessage): boolean
  /** S3 */
  isAllowedOrigin(request: IncomingMessage): boolean
  /** S3, S5: only a page of this server is given the token. */
  hasOrigin(request: IncomingMessage): boolean
  /** S4 */
  readonly token: string
  hasToken(request: IncomingMessage): boolean
  /** S5, S6 */
  isLocal(request: IncomingMessage): boolean
  /** S9: no form, and no script of another origin without asking first, sends this. */
  isDeliberate(request: IncomingMessage): boolean
  /** S7, S8, S15: of every answer. */
  readonly headers: Readonly<Record<string, string>>
  /** S13: the Content-Security-Policy of a page. */
  contentPolicy(nonce: string): string
  /** S11, S12: where a path really leads to, if that is below one of the folders whose source may be shown. */
  insideOf(roots: readonly string[], path: string): string | undefined
  /** S12 */
  mayBeOpened(path: string): boolean
  /** S14 */
  readonly paths: Paths
  /** S16 */
  parse(text: string): Body | undefined
  /** S17 */
  readonly limits: Limits
}

/** @throws {HotseatError} `HOTSEAT_BAD_ALLOWED_HOST` */
export function defencesOf(allowed: readonly string[], root: string): Defences {
  const { names, origins } = allowedHosts(allowed)
  const token = createToken()
  return {
    token,
    isAllowedHost: (request) => isAllowedHost(authorityOf(request), names),
    isAllowedOrigin: (request) => isAllowedOrigin(request, origins),
    hasOrigin,
    hasToken: ({ headers }) => isToken(headers[tokenHeader], token),
    isLocal,
    isDeliberate: ({ headers }) =>
      headers[deliberateHeader] !== undefined && /^application\/json *(?:;|$)/i.test(headers['content-type'] ?? ''),
    headers: {
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    contentPolicy,
    insideOf,
    mayBeOpened,
    paths: createPaths(root),
    parse: parseBody,
    limits,
  }
}
