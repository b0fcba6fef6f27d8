import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { gate } from './world/gate.ts'
import { questionsTo } from './world/routes.ts'
import { serve, type CreateApp, type Served, type ServedOptions } from './world/served.ts'
import { followEvents } from './world/events.ts'

const secret = 'a9f3c1d7-secret'

/** Holds a request with secrets in each of its parts, fails a build that knows some, and reads all that can be read. */
async function everythingTold(
  options: ServedOptions = {},
): Promise<{ readonly told: string; readonly served: Served }> {
  const held = gate()
  const arrived = gate()
  const createApp: CreateApp = () => ({
    async handle(request, response) {
      if (request.url?.startsWith('/held')) {
        arrived.open()
        await held.opened
      }
      response.end()
    },
  })
  process.env['HOTSEAT_TEST_SECRET'] = secret
  const served = await serve(createApp, options)
  const events = await followEvents(served, 'inspector')
  const headers = { cookie: `sid=${secret}`, authorization: `Bearer ${secret}`, 'x-api-key': secret }
  const answer = served.ask(`/held?token=${secret}`, { method: 'POST', body: secret, headers })
  await arrived.opened
  const cause = Object.assign(new Error(`cannot read ${served.root}/config/db.ts`), {
    password: secret,
    env: process.env,
  })
  const error = new HotseatError({
    code: 'HOTSEAT_TEST',
    message: `failed in ${served.root}/src/a.ts, called by file://${served.root}/src/b.ts, in ${served.root}`,
    location: { file: `${served.root}/src/a.ts`, line: 1, column: 1, frame: `1 | // ${served.root}/src` },
    cause,
  })
  await served.fail(error)
  const parts: string[] = []
  for (const [path, question] of questionsTo(served)) {
    if (path.endsWith('/events') || question.method === 'POST') continue
    const { text, headers: answered } = await served.askAsPage(path, question)
    parts.push(text, JSON.stringify(answered))
  }
  parts.push(JSON.stringify((await served.ask('/')).headers))
  await events.until(/HOTSEAT_TEST/)
  parts.push(events.received)
  held.open()
  await answer
  delete process.env['HOTSEAT_TEST_SECRET']
  return { told: parts.join('\n'), served }
}

function checkSecrets(told: string, { root }: Served): void {
  expect(told).toContain('failed in src/a.ts, called by src/b.ts, in .')
  expect(told).toContain('cannot read config/db.ts')
  expect(told).toContain('POST /held')
  expect(told.includes(secret)).toBe(false)
  expect(told.includes(root)).toBe(false)
}

test('S14 no environment, header, cookie, query, body or value leaves, and no path but those of the application', async () => {
  const { told, served } = await everythingTold()
  checkSecrets(told, served)
})

test('S14 a server that tells whole paths is caught', async () => {
  const paths = { relative: (path: string) => path, strip: (text: string) => text }
  const { told, served } = await everythingTold({ without: { paths } })
  expect(() => checkSecrets(told, served)).toThrow('to contain')
})

test('S14 a secret that is told is caught', async () => {
  const { told, served } = await everythingTold()
  expect(() => checkSecrets(`${told}${secret}`, served)).toThrow('false')
  expect(() => checkSecrets(`${told}${served.root}`, served)).toThrow('false')
})
