import { hash } from 'node:crypto'

/** The hash by which snapshots compare files: equal bytes, equal hash. */
export function contentHash(bytes: Uint8Array): string {
  return hash('sha1', bytes, 'base64url')
}
