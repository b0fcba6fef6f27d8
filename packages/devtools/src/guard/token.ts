import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new one of 256 bits. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Compared in a time that says nothing of how much of it is right. */
export function isToken(given: string | readonly string[] | undefined, token: string): boolean {
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
