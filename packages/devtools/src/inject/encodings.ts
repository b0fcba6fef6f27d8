import type { Transform } from 'node:stream'
import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createInflateRaw,
  createDeflateRaw,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib'

/** A stream of zlib: it can be told to let out what it keeps back. */
type Codec = Transform & { flush(kind: number, done: () => void): void }

/** How a content encoding is undone and done again. */
export interface Encoding {
  readonly name: string
  /** @param first the first byte, by which some tell what they are */
  decoder(first: number): Codec
  encoder(first: number): Codec
  /** For `Codec.flush`. */
  readonly flush: number
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush: zstdFlush } = constants
// A page is sent once, to this machine.
const fast = { level: 1 } as const

const gzip: Encoding = {
  name: 'gzip',
  decoder: () => createGunzip(),
  encoder: () => createGzip(fast),
  flush: Z_SYNC_FLUSH,
}

/** Some servers send it without the two bytes that the standard asks for, and browsers take both. */
const deflate: Encoding = {
  name: 'deflate',
  decoder: (first) => (isWrapped(first) ? createInflate() : createInflateRaw()),
  encoder: (first) => (isWrapped(first) ? createDeflate(fast) : createDeflateRaw(fast)),
  flush: Z_SYNC_FLUSH,
}

const brotli: Encoding = {
  name: 'br',
  decoder: () => createBrotliDecompress(),
  encoder: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  flush: BROTLI_OPERATION_FLUSH,
}

const zstd: Encoding = {
  name: 'zstd',
  decoder: () => createZstdDecompress(),
  encoder: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  flush: zstdFlush,
}

/** By the value of `content-encoding`, in lower case. Several at once are not undone. */
export const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['deflate', deflate],
  ['br', brotli],
  ['zstd', zstd],
])

function isWrapped(first: number): boolean {
  return (first & 0x0f) === 8
}
