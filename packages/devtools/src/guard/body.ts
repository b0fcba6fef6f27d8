import type { IncomingMessage } from 'node:http'

/** What a client sent, by name. It has no prototype to be reached by a name. */
export type Body = ReadonlyMap<string, unknown>

/** The members of a JSON object; undefined for anything else. */
export function parseBody(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? new Map(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}

/**
 * The body of a request; the status of a refusal where it is too long, or takes too long. Undefined where the client has left,
 * and nobody waits for an answer.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  patience: number,
): Promise<string | 408 | 413 | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return 413
  const { promise, resolve } = Promise.withResolvers<string | 408 | 413 | undefined>()
  const chunks: Buffer[] = []
  let size = 0
  const timer = setTimeout(() => resolve(408), patience)
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) resolve(413)
    else chunks.push(chunk)
  })
  request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
  request.once('error', () => resolve(undefined))
  request.once('close', () => resolve(undefined))
  const body = await promise
  clearTimeout(timer)
  return body
}
