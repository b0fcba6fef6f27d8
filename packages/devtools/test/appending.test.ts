import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { methodOf } from '../src/inject/method.ts'
import {
  askBoth,
  checkAppended,
  checkUntouched,
  forPage,
  html,
  serveHandler,
  tag,
  type Handler,
} from './world/pages.ts'

const type = 'text/html; charset=utf-8'
const size = Buffer.byteLength(html)

/** Each way in which an application may send a page. */
const ways: Readonly<Record<string, Handler>> = {
  'at once': (_, response) => response.setHeader('content-type', type).end(html),
  'at once, as bytes': (_, response) => response.setHeader('content-type', type).end(Buffer.from(html)),
  'at once, as bytes of another realm': (_, response) => {
    response
      .setHeader('content-type', type)
      .end(runInNewContext(`Uint8Array.from(${JSON.stringify([...Buffer.from(html)])})`))
  },
  'at once, as base64': (_, response) =>
    response.setHeader('content-type', type).end(Buffer.from(html).toString('base64'), 'base64'),
  'at once, in latin1': (_, response) => response.setHeader('content-type', 'text/html').end('<p>äöü', 'latin1'),
  'in parts': (_, response) => {
    response.setHeader('content-type', type)
    response.write('<!doctype html>')
    response.write(Buffer.from('<p>one'))
    response.end('<p>two')
  },
  'in parts, ended without one': (_, response) => {
    response.setHeader('content-type', type)
    response.write(html)
    response.end()
  },
  'with a length that was set': (_, response) =>
    response.setHeader('content-type', type).setHeader('content-length', size).end(html),
  'in parts, with a length': (_, response) => {
    response.setHeader('content-type', type).setHeader('Content-Length', String(size))
    response.write(html.slice(0, 5))
    response.end(html.slice(5))
  },
  'with a length that is kept to': (_, response) => {
    response.strictContentLength = true
    response.writeHead(200, { 'content-type': type, 'content-length': size })
    response.end(html)
  },
  'with headers as an object': (_, response) =>
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': size, 'set-cookie': ['a=1', 'b=2'] }).end(html),
  'with headers as a list': (_, response) =>
    response.writeHead(201, ['Content-Type', type, 'Content-Length', String(size), 'X-A', '1', 'X-A', '2']).end(html),
  'with headers as a list, over others': (_, response) => {
    response.setHeader('content-type', 'text/plain').setHeader('x-b', '1')
    response.writeHead(200, ['Content-Type', type, 'Content-Length', String(size)]).end(html)
  },
  'with headers as pairs': (_, response) => {
    const pairs = [
      ['Content-Type', type],
      ['Content-Length', size],
    ]
    methodOf(response, 'writeHead')(200, pairs)
    response.end(html)
  },
  'with a reason': (_, response) => response.writeHead(404, 'Nowhere', { 'content-type': type }).end(html),
  'with headers set together': (_, response) =>
    response
      .setHeaders(
        new Map([
          ['content-type', type],
          ['x-c', '3'],
        ]),
      )
      .end(html),
  'with the head before all else': (_, response) => {
    response.setHeader('content-type', type)
    response.flushHeaders()
    response.end(html)
  },
  empty: (_, response) => response.setHeader('content-type', type).end(),
  'by a stream': (_, response) => {
    response.setHeader('content-type', type)
    Readable.from(['<p>one', '<p>two']).pipe(response)
  },
  'with trailers': (_, response) => {
    response.writeHead(200, { 'content-type': type, trailer: 'x-t' })
    response.write(html)
    response.addTrailers({ 'x-t': '4' })
    response.end()
  },
  'in upper case': (_, response) => response.setHeader('CONTENT-TYPE', 'Text/HTML;charset="UTF-8"').end(html),
  'in no encoding': (_, response) =>
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'identity' }).end(html),
  'as an error': (_, response) => response.writeHead(500, { 'content-type': type }).end(html),
}

for (const [name, handle] of Object.entries(ways)) {
  test(`a page that is sent ${name} has the tag behind its last byte`, async () => {
    const served = await serveHandler(handle)
    const pair = await askBoth(served)
    if (name === 'at once, in latin1') {
      expect(pair.page.bytes.toString('latin1')).toBe(`<p>äöü${tag}`)
      return
    }
    checkAppended(pair)
    expect(pair.page.trailers).toEqual(pair.plain.trailers)
  })

  // Node itself refuses trailers to a response that has no body.
  test.skipIf(name === 'with trailers')(`of a page that is sent ${name}, HEAD has the same head`, async () => {
    const served = await serveHandler(handle)
    const head = await served.ask('/', { method: 'HEAD', headers: forPage })
    const plain = await served.ask('/', { method: 'HEAD' })
    expect(head.text).toBe('')
    const { 'content-length': length, date: _date, ...rest } = head.headers
    const { 'content-length': before, date: _before, ...others } = plain.headers
    expect(rest).toEqual(others)
    expect(length).toBe(before && String(Number(before) + tag.length))
  })
}

test('a page without its last bytes is caught', async () => {
  const served = await serveHandler(ways['at once'] ?? expect.fail())
  const { plain, page } = await askBoth(served)
  expect(() => checkAppended({ plain, page: { ...page, text: page.text.slice(0, -1) } })).toThrow('to be')
  expect(() => checkAppended({ plain, page: { ...page, headers: plain.headers } })).toThrow('to be')
  expect(() => checkUntouched({ plain, page })).toThrow('to be')
})

const left: Readonly<Record<string, Handler>> = {
  'is JSON': (_, response) => response.setHeader('content-type', 'application/json').end('{"a":"<html>"}'),
  'has no type': (_, response) => response.end(html),
  'is said to be something else in the end': (_, response) =>
    response.setHeader('content-type', type).writeHead(200, { 'Content-Type': 'text/plain' }).end(html),
  'is XHTML': (_, response) => response.setHeader('content-type', 'application/xhtml+xml').end('<html/>'),
  'is in UTF-16': (_, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-16le').end(Buffer.from(html, 'utf16le')),
  'is not to be changed': (_, response) =>
    response.setHeader('content-type', type).setHeader('cache-control', 'private, no-transform').end(html),
  'is to be kept': (_, response) =>
    response
      .setHeader('content-type', type)
      .setHeader('content-disposition', 'attachment; filename="a.html"')
      .end(html),
  'is a part': (_, response) =>
    response.writeHead(206, { 'content-type': type, 'content-range': 'bytes 0-1/9' }).end('<p'),
  'has nothing': (_, response) => response.writeHead(204, { 'content-type': type }).end(),
  'has not changed': (_, response) => response.writeHead(304, { 'content-type': type, etag: '"a"' }).end(),
  'leads elsewhere': (_, response) =>
    response.writeHead(302, { 'content-type': type, location: '/b' }).end('<a href="/b">there</a>'),
  'is encoded twice': (_, response) =>
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip, br' }).end(Buffer.from('xyz')),
  'lets no script run': (_, response) =>
    response.setHeader('content-security-policy', "script-src 'none'").setHeader('content-type', type).end(html),
}

for (const [name, handle] of Object.entries(left)) {
  test(`what ${name} is left as it is`, async () => {
    checkUntouched(await askBoth(await serveHandler(handle)))
  })
}

test('what a page loads is left as it is, also where it is HTML', async () => {
  const served = await serveHandler((_, response) => response.setHeader('content-type', type).end(html))
  for (const destination of ['empty', 'script', 'image', 'object', 'document2']) {
    const { text } = await served.ask('/', { headers: { 'sec-fetch-dest': destination, accept: 'text/html' } })
    expect([destination, text]).toEqual([destination, html])
  }
  const program = await served.ask('/', { headers: { accept: 'application/json, text/html;q=0.9, */*;q=0.8' } })
  expect(program.text).toBe(html)
  const posted = await served.ask('/', { method: 'POST', headers: forPage })
  expect(posted.text).toBe(html)
  const framed = await served.ask('/', { headers: { 'sec-fetch-dest': 'iframe' } })
  const old = await served.ask('/', { headers: { Accept: 'text/html, */*' } })
  expect([framed.text, old.text]).toEqual([html + tag, html + tag])
})

test('the tag says who answers, after a swap as well', async () => {
  const handle: Handler = (_, response) => response.setHeader('content-type', type).end(html)
  const served = await serveHandler(handle)
  await served.swap(() => ({ handle }))
  expect((await served.ask('/', { headers: forPage })).text).toContain('data-generation="2"')
})

test('no old page is confirmed: what is said of its bytes is taken from a page that has the tag', async () => {
  const served = await serveHandler((_, response) =>
    response
      .writeHead(200, { 'content-type': type, ETag: '"a"', 'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT' })
      .end(html),
  )
  const { plain, page } = await askBoth(served)
  expect([plain.headers['etag'], page.headers['etag'], page.headers['last-modified']]).toEqual([
    '"a"',
    undefined,
    undefined,
  ])
})

test('whoever writes a head twice, or after the end, is told what Node tells', async () => {
  const thrown: unknown[] = []
  const served = await serveHandler((_, response) => {
    response.setHeader('content-type', type)
    response.writeHead(200)
    try {
      response.writeHead(500)
    } catch (error) {
      thrown.push(error)
    }
    response.on('error', (error) => thrown.push(error))
    response.end(html)
    response.end('more')
    response.write('more')
  })
  const { page } = await askBoth(served)
  expect(page.text).toBe(html + tag)
  const codes = thrown.map((error) => error instanceof Error && Reflect.get(error, 'code'))
  expect(codes.slice(0, 3)).toEqual([
    'ERR_HTTP_HEADERS_SENT',
    'ERR_STREAM_WRITE_AFTER_END',
    'ERR_STREAM_WRITE_AFTER_END',
  ])
  expect(codes.slice(3)).toEqual(codes.slice(0, 3))
})

test('a head that cannot be written changes nothing for the one that is', async () => {
  const served = await serveHandler((request, response) => {
    response.setHeader('content-type', type).setHeader('content-length', size).setHeader('etag', '"a"')
    try {
      response.writeHead(200, { 'x-bad': 'a\nb' })
    } catch {
      if (request.url === '/json') response.setHeader('content-type', 'application/json')
      response.end(html)
    }
  })
  checkAppended(await askBoth(served))
  checkUntouched(await askBoth(served, '/json'))
})

test('callbacks of write and end are called, and what they return is what Node returns', async () => {
  const calls: unknown[] = []
  const served = await serveHandler((_, response) => {
    response.setHeader('content-type', type)
    const mayGoOn = response.write('<p>', () => {
      const returned = response.end('x', 'utf8', () => calls.push('ended', returned === response, mayGoOn))
    })
  })
  const { page } = await askBoth(served)
  expect(page.text).toBe(`<p>x${tag}`)
  expect(calls).toEqual(['ended', true, true, 'ended', true, true])
})
