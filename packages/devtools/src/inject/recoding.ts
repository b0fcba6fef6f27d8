import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Transform } from 'node:stream'
import type { Chunk } from './chunk.ts'
import { bytesOf } from './chunk.ts'
import type { Encoding } from './encodings.ts'
import type { Method } from './method.ts'

export interface RecodingOptions {
  readonly response: ServerResponse
  readonly encoding: Encoding
  /** What is appended. */
  readonly tag: string
  /** The response's own. */
  readonly write: Method
  readonly end: Method
  readonly failed: (cause: unknown) => void
}

/**
 * Undoes the encoding of a body, appends to it and encodes it again, as it comes: what the application has flushed is
 * flushed, and it writes no faster than the client reads.
 */
export class Recoding {
  readonly #options: RecodingOptions
  #codecs: { readonly decoder: Transform; readonly encoder: Transform } | undefined

  constructor(options: RecodingOptions) {
    this.#options = options
  }

  write(chunk: Chunk): boolean {
    const bytes = bytesOf(chunk)
    if (bytes.length === 0) {
      if (chunk.done) queueMicrotask(chunk.done)
      return true
    }
    return this.#open(bytes).decoder.write(bytes, chunk.done)
  }

  end(chunk: Chunk): void {
    const bytes = bytesOf(chunk)
    if (chunk.done) this.#options.response.once('finish', chunk.done)
    // Nothing at all is no stream of any encoding, and stays nothing.
    if (bytes.length === 0 && !this.#codecs) return void this.#options.end()
    this.#open(bytes).decoder.end(bytes)
  }

  #open(bytes: Uint8Array): { readonly decoder: Transform; readonly encoder: Transform } {
    this.#codecs ??= this.#start(bytes[0] ?? 0)
    return this.#codecs
  }

  #start(first: number): { readonly decoder: Transform; readonly encoder: Transform } {
    const { response, encoding, tag, write, end, failed } = this.#options
    const decoder = encoding.decoder(first)
    const encoder = encoding.encoder(first)
    const giveUp = (cause: unknown): void => {
      decoder.destroy()
      encoder.destroy()
      if (response.destroyed) return
      failed(cause)
      response.destroy()
    }
    decoder.on('error', giveUp)
    encoder.on('error', giveUp)
    decoder.on('data', (plain: Buffer) => {
      if (!encoder.write(plain)) decoder.pause()
      // What has come out was let out by whoever encoded it, and is to arrive.
      encoder.flush(encoding.flush, () => undefined)
    })
    encoder.on('drain', () => decoder.resume())
    decoder.on('drain', () => response.emit('drain'))
    decoder.on('end', () => encoder.end(tag))
    encoder.on('data', (encoded: Buffer) => {
      if (write(encoded) === false) encoder.pause()
    })
    encoder.on('end', () => end())
    // The application's own ways of listening may have been replaced, too.
    EventEmitter.prototype.on.call(response, 'drain', () => {
      if (!response.writableNeedDrain) encoder.resume()
    })
    response.once('close', () => {
      decoder.destroy()
      encoder.destroy()
    })
    return { decoder, encoder }
  }
}
