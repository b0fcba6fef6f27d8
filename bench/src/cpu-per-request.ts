/**
 * What a request costs under Hotseat's listener, against the same application on a plain `http.Server`: microseconds of CPU
 * in the server's process, in turns. The plain server is there twice, so that what differs between two equals is known (A/A).
 *
 * node src/cpu-per-request.ts [rounds] [requests in a turn]
 */
import { routes } from './cpu/applications.ts'
import { compare, report } from './cpu/comparison.ts'
import { MeasuredServer } from './cpu/measured-server.ts'

const rounds = Number(process.argv[2] ?? 60)
const requests = Number(process.argv[3] ?? 3_000)
const connections = 8

console.log(`${rounds} rounds of ${requests} requests, Node ${process.version}. Medians; in brackets the quartiles.`)
for (const framework of ['express', 'fastify']) {
  using plain = await MeasuredServer.start([framework, 'plain'], connections)
  using control = await MeasuredServer.start([framework, 'plain'], connections)
  using measured = await MeasuredServer.start([framework, 'hotseat'], connections)
  const servers = { plain, control, measured }
  for (const route of routes) {
    for (const server of Object.values(servers)) await server.cost(route, 20_000)
    const costs = await compare(servers, rounds, (server) => server.cost(route, requests))
    report(`${framework} ${route}`, costs, { plain: 'plain', control: 'control', measured: 'hotseat' })
  }
}
