/**
 * What the devtools add to a request, under Hotseat's listener: microseconds of CPU in the server's process, in turns. The
 * server without them is there twice, so that what differs between two equals is known (A/A).
 *
 * node src/devtools-overhead.ts [rounds] [requests in a turn]
 */
import { compare, report } from './cpu/comparison.ts'
import { MeasuredServer } from './cpu/measured-server.ts'

const rounds = Number(process.argv[2] ?? 60)
const requests = Number(process.argv[3] ?? 3_000)
const connections = 8

/** As Chromium sends them, beside `Host`. */
const ofBrowser = [
  'Connection: keep-alive',
  'sec-ch-ua: "Chromium";v="146", "Not)A;Brand";v="24"',
  'sec-ch-ua-mobile: ?0',
  'sec-ch-ua-platform: "Linux"',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36',
  'Accept-Encoding: identity',
  'Accept-Language: en-US,en;q=0.9',
  'Cookie: sid=0123456789abcdef0123456789abcdef; theme=dark',
]
const ofFetch = [...ofBrowser, 'Accept: application/json', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty']
const ofNavigation = [
  ...ofBrowser,
  'Upgrade-Insecure-Requests: 1',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Dest: document',
]

const cases = [
  ['JSON, by a program', '/json', []],
  ['JSON, by a page', '/json', ofFetch],
  ['HTML, for a page', '/page', ofNavigation],
] as const

console.log(`${rounds} rounds of ${requests} requests, Node ${process.version}. Medians; in brackets the quartiles.`)
for (const framework of ['express', 'fastify']) {
  const start = (how: string) => MeasuredServer.start([framework, how], connections, 'development')
  using plain = await start('hotseat')
  using control = await start('hotseat')
  using measured = await start('devtools')
  const servers = { plain, control, measured }
  for (const [what, path, headers] of cases) {
    for (const server of Object.values(servers)) await server.cost(path, 20_000, headers)
    const costs = await compare(servers, rounds, (server) => server.cost(path, requests, headers))
    report(`${framework}: ${what}`, costs, { plain: 'without', control: 'control', measured: 'with' })
  }
}
