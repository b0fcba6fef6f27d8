import { clientTag, type Answerer } from './snippet.ts'
import { verdictOf, type Self } from './csp.ts'
import { encodings, type Encoding } from './encodings.ts'
import type { Head } from './head.ts'

/** What is done to a response. */
export type Plan = Append | Left

interface Append {
  readonly kind: 'append'
  readonly tag: string
  readonly encoding: Encoding | undefined
  /** In the place of its Content-Security-Policy. */
  readonly policy: string | undefined
}

/** It is sent as it is. `why`: there is something to be said about it. */
interface Left {
  readonly kind: 'leave'
  readonly why?: string
}

const leave: Left = { kind: 'leave' }

/**
 * Of answers that are shown as a page, and that may be changed.
 *
 * @param createNonce one that nobody can guess
 */
export function planFor(
  head: Pick<Head, 'status' | 'get' | 'all'>,
  answerer: Answerer,
  self: Self,
  createNonce: () => string,
): Plan {
  const { status } = head
  const isShown =
    (status >= 200 && status < 300 && ![204, 205, 206].includes(status)) || (status >= 400 && status < 600)
  if (!isShown || !isHtml(head.get('content-type'))) return leave
  if (/^ *attachment\b/i.test(head.get('content-disposition') ?? '')) return leave
  if (/\bno-transform\b/i.test(head.get('cache-control') ?? '')) return leave
  const coding = head.get('content-encoding')?.trim().toLowerCase() ?? ''
  const encoding = encodings.get(coding)
  if (coding !== '' && coding !== 'identity' && !encoding) return leave
  const policies = head.all('content-security-policy')
  if (status >= 400 && isOfErrorPage(policies)) {
    const nonce = createNonce()
    return { kind: 'append', tag: clientTag(answerer, nonce), encoding, policy: policyForErrorPage(nonce) }
  }
  const verdict = verdictOf(policies, self)
  if (verdict.allowed) return { kind: 'append', tag: clientTag(answerer, verdict.nonce), encoding, policy: undefined }
  return { kind: 'leave', why: verdict.why }
}

/**
 * The pages that express (finalhandler) writes for errors have this policy, and nothing that it would keep from running. Without
 * the client they would stay after the error has gone.
 */
function isOfErrorPage(policies: readonly string[]): boolean {
  return policies.length === 1 && policies[0]?.trim() === "default-src 'none'"
}

function policyForErrorPage(nonce: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; connect-src 'self'`
}

/** In a character set in which the tag is spelled as in ASCII. */
function isHtml(type = ''): boolean {
  return /^ *text\/html *(?:;|$)/i.test(type) && !/charset *= *"?utf-?(?:16|32)/i.test(type)
}

/** What a head says of the very bytes that follow, which are others now. Without a validator no old page is ever confirmed. */
export const ofTheBytes: readonly string[] = [
  'etag',
  'last-modified',
  'accept-ranges',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
]
