import type { IncomingMessage, RequestOptions } from 'node:http'
import type { ListeningServer } from './evidence.ts'

const http = process.getBuiltinModule('node:http')
const https = process.getBuiltinModule('node:https')

/** What a client makes of an answer. */
export interface Answer {
  /** Undefined where none came. */
  readonly status: number | undefined
  readonly type: string
  /** Names of headers that are not of the connection, and where a redirection leads. */
  readonly headers: string
  readonly body: string
}

/** Characters of a body that are compared. */
const limit = 1_000_000

const ofConnection = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
])
export const noAnswer: Answer = { status: undefined, type: '', headers: '', body: '' }

/**
 * GETs a path, on a connection of its own. Of a stream that does not end it is what there is when time is up.
 * @param patience milliseconds that an answer may take
 */
export async function ask(
  { protocol, host = '', port, path: socketPath }: ListeningServer,
  path: string,
  patience = 5_000,
): Promise<Answer> {
  const answer = Promise.withResolvers<Answer>()
  const options: RequestOptions = {
    ...(socketPath === undefined ? { host: reachable(host), port } : { socketPath }),
    path,
    agent: false,
    headers: { accept: 'application/json, text/html;q=0.9, */*;q=0.8' },
  }
  const respond = (response: IncomingMessage): void => {
    let body = ''
    const done = (): void => answer.resolve({ ...headOf(response), body })
    response.setEncoding('utf8')
    response.on('data', (text: string) => (body = (body + text).slice(0, limit)))
    response.on('end', done).on('error', done)
    if (response.headers['content-type']?.startsWith('text/event-stream') === true) done()
  }
  const request =
    protocol === 'https' ? https.get({ ...options, rejectUnauthorized: false }, respond) : http.get(options, respond)
  request.on('error', () => answer.resolve(noAnswer))
  const timer = setTimeout(() => request.destroy(), patience)
  try {
    return await answer.promise
  } finally {
    clearTimeout(timer)
    request.destroy()
  }
}

function headOf({ statusCode, headers }: IncomingMessage): Omit<Answer, 'body'> {
  const names = Object.keys(headers).filter((name) => !ofConnection.has(name))
  const location = headers.location === undefined ? '' : ` → ${headers.location}`
  return { status: statusCode, type: headers['content-type'] ?? '', headers: names.sort().join(', ') + location }
}

/** What listens on all addresses is reached on the one of this machine. */
function reachable(host: string): string {
  return host === '::' || host === '0.0.0.0' || host === '' ? '127.0.0.1' : host
}
