import { randomBytes } from 'node:crypto'

/** What a page of Hotseat may do: run the script that it came with, and talk to the server that it came from. */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'self'`,
    `style-src 'nonce-${nonce}' 'self'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** For one answer: 128 bits. */
export function createNonce(): string {
  return randomBytes(16).toString('base64')
}
