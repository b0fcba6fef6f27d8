import { once } from 'node:events'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { connect, TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { certificate } from './world/certificate.ts'
import { serve, type Started } from './world/serving.ts'

const files = (word: string, name: string, more = ''): Record<string, string> => {
  const { key, cert } = certificate(name)
  return {
    'src/key.pem': key,
    'src/cert.pem': cert,
    'src/main.ts': `
      import { readFileSync } from 'node:fs'
      import { createServer } from 'node:https'
      import { join } from 'node:path'
      import { createSecureContext } from 'node:tls'
      import { tell } from './tell.ts'
      const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
      const options = { key: read('key.pem'), cert: read('cert.pem') }
      const server = createServer({ ...options, ...${more || '{}'} }, (request, response) => {
        response.end('${word} ' + request.socket.encrypted)
      })
      server.on('secureConnection', (socket) => tell('${word}', socket.encrypted))
      server.listen(0, '127.0.0.1')
    `,
  }
}

/** What is answered, and who signs for it. */
async function ask({ captured }: Started, options: object = {}): Promise<string> {
  const { port } = captured.addresses[0] ?? {}
  const [response] = await once(
    request({ host: '127.0.0.1', port, rejectUnauthorized: false, agent: false, ...options }).end(),
    'response',
  )
  const socket: unknown = response.socket
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined
  return `${await text(response)} by ${String(name)}`
}

test('V21 a server of node:https is captured, with its certificate, and with that of each generation', async () => {
  const served = await serve(files('one', 'first'))
  expect(served.captured.addresses[0]?.url).toMatch(/^https:/)
  expect(await ask(served)).toBe('one true by first')
  await served.save(files('two', 'second'))
  expect(await ask(served)).toBe('two true by second')
  expect(served.told).toEqual(['one true', 'two true'])
})

test('V21 what a server decides in the handshake it goes on to decide', async () => {
  const bySni = `{ SNICallback: (name, done) => { tell('asked for ' + name); done(null, createSecureContext(options)) } }`
  const served = await serve(files('one', 'first', bySni))
  expect(await ask(served, { servername: 'example.org' })).toBe('one true by first')
  expect(served.told).toEqual(['asked for example.org', 'one true'])
  await served.save(files('two', 'second', bySni.replace('asked for', 'next asked for')))
  served.told.length = 0
  expect(await ask(served, { servername: 'example.org' })).toBe('two true by second')
  expect(served.told).toEqual(['next asked for example.org', 'two true'])
})

test('V21 the protocols that a server offers it goes on to offer', async () => {
  const { captured } = await serve(files('one', 'first', `{ ALPNProtocols: ['http/1.0', 'http/1.1'] }`))
  const { port = 0 } = captured.addresses[0] ?? {}
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.0'] })
  await once(socket, 'secureConnect')
  expect(socket.alpnProtocol).toBe('http/1.0')
  socket.destroy()
})

test('V21 a server with a key that it shares with its clients, in the place of a certificate', async () => {
  const served = await serve(`
    import { createServer } from 'node:https'
    createServer(
      { ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => Buffer.from('shared'), pskIdentityHint: 'tests' },
      (request, response) => response.end('hello'),
    ).listen(0, '127.0.0.1')
  `)
  const psk = { psk: Buffer.from('shared'), identity: 'tests' }
  const asking = { ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => psk, checkServerIdentity: () => undefined }
  expect(await ask(served, asking)).toBe('hello by undefined')
})
