import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect } from 'vitest'
import { thisProcess } from '../../src/devtools.ts'
import type { Question, Reply } from './asking.ts'
import { serve, type CreateApp, type Served, type ServedOptions } from './served.ts'

/** How a browser asks for a page. */
export const forPage = { 'sec-fetch-dest': 'document', accept: 'text/html,*/*;q=0.8' } as const

export const html = '<!doctype html><title>äöü</title><p>hello</p></html>\n'

export const tag = `<script type="module" src="/__hotseat/assets/client.js" data-process="${thisProcess}" data-generation="1"></script>`

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

export function serveHandler(handle: Handler, options?: ServedOptions): Promise<Served> {
  const createApp: CreateApp = () => ({ handle })
  return serve(createApp, options)
}

export interface Pair {
  /** What whoever does not ask for a page is answered: nothing is done to that. */
  readonly plain: Reply
  readonly page: Reply
}

export async function askBoth({ ask }: Pick<Served, 'ask'>, path = '/', question: Question = {}): Promise<Pair> {
  const page = await ask(path, { ...question, headers: { ...question.headers, ...forPage } })
  return { plain: await ask(path, question), page }
}

const ofBytes: ReadonlySet<string> = new Set(['date', 'content-length', 'etag', 'last-modified', 'accept-ranges'])

/** Headers that are to be the same whatever is done to the bytes. */
export function restOf({ headers }: Reply): Reply['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofBytes.has(name)))
}

/** The page has the tag behind its last byte, a length that is right, and all else as it was. */
export function checkAppended({ plain, page }: Pair): void {
  expect(page.status).toBe(plain.status)
  expect(page.text).toBe(plain.text + tag)
  expect(restOf(page)).toEqual(restOf(plain))
  const lengthened = plain.headers['content-length'] && String(Number(plain.headers['content-length']) + tag.length)
  expect(page.headers['content-length']).toBe(lengthened)
}

/** Nothing was done. */
export function checkUntouched({ plain, page }: Pair): void {
  expect(page.status).toBe(plain.status)
  expect(page.bytes.equals(plain.bytes)).toBe(true)
  const { date: _at, ...headers } = page.headers
  const { date: _then, ...expected } = plain.headers
  expect(headers).toEqual(expected)
}
