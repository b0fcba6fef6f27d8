import { types } from 'node:util'

const { isUint8Array } = types

/** The parameters of `write` and `end`, of which any may be left out. */
export interface Chunk {
  readonly data: string | Uint8Array | undefined
  readonly encoding: BufferEncoding | undefined
  readonly done: ((error?: Error | null) => void) | undefined
}

/** Undefined for what neither of them takes: an error, and Node's to throw. */
export function chunkOf(parameters: readonly unknown[]): Chunk | undefined {
  const [data] = parameters
  const encoding = parameters.slice(1).find((each) => typeof each === 'string')
  const callback = parameters.find((each) => typeof each === 'function')
  const done =
    callback && ((error?: Error | null): void => void Reflect.apply(callback, undefined, [error ?? undefined]))
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) return undefined
  if (typeof data === 'string' || isUint8Array(data)) return { data, encoding, done }
  return data === undefined || data === null || data === callback ? { data: undefined, encoding, done } : undefined
}

export function bytesOf({ data = '', encoding }: Chunk): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data, encoding) : data
}

/** Of a text, without making its bytes. */
export function sizeOf({ data = '', encoding }: Chunk): number {
  return typeof data === 'string' ? Buffer.byteLength(data, encoding) : data.byteLength
}

/** Whether what is ASCII is spelled the same in it. */
export function extendsAscii(encoding: BufferEncoding | undefined): boolean {
  return encoding === undefined || /^(?:utf-?8|latin1|binary|ascii)$/i.test(encoding)
}
