/**
 * What a request costs under Hotseat's listener, against the same application on a plain `http.Server`: microseconds of CPU
 * in the server's process, in turns. The plain server is there twice, so that what differs between two equals is known (A/A).
 *
 * node src/cpu-per-request.ts [rounds] [requests in a turn]
 */
import { MeasuredServer } from './cpu/measured-server.ts'
import { routes } from './cpu/applications.ts'

const rounds = Number(process.argv[2] ?? 60)
const requests = Number(process.argv[3] ?? 3_000)
const connections = 8

const names = ['plain', 'control', 'hotseat'] as const
type Name = (typeof names)[number]
type Costs = Record<Name, number>

console.log(`${rounds} rounds of ${requests} requests, Node ${process.version}. Medians; in brackets the quartiles.`)
for (const framework of ['express', 'fastify']) {
  using plain = await MeasuredServer.start([framework, 'plain'], connections)
  using control = await MeasuredServer.start([framework, 'plain'], connections)
  using hotseat = await MeasuredServer.start([framework, 'hotseat'], connections)
  const servers = { plain, control, hotseat }
  for (const route of routes) {
    for (const server of Object.values(servers)) await server.cost(route, 20_000)
    const costs: Costs[] = []
    for (let round = 0; round < rounds; round += 1) costs.push(await inTurns(servers, route))
    report(`${framework} ${route}`, costs)
  }
}

/** Each once, in an order that differs from round to round. */
async function inTurns(servers: Record<Name, MeasuredServer>, route: string): Promise<Costs> {
  const costs = { plain: 0, control: 0, hotseat: 0 }
  for (const name of names.toSorted(() => Math.random() - 0.5)) {
    costs[name] = await servers[name].cost(route, requests)
  }
  return costs
}

function report(what: string, costs: readonly Costs[]): void {
  const microseconds = names.map(
    (name) =>
      `${name} ${quartiles(costs.map((each) => each[name]))
        .at(1)
        ?.toFixed(1)} µs`,
  )
  const control = costs.map(({ plain, control: other }) => other / plain)
  const ratio = costs.map(({ plain, control: other, hotseat }) => hotseat / ((plain + other) / 2))
  const added = costs.map(({ plain, control: other, hotseat }) => hotseat - (plain + other) / 2)
  console.log(
    `${what.padEnd(16)} ${microseconds.join(', ')}; A/A ${text(control)}, ratio ${text(ratio)}, added ${text(added)} µs`,
  )
}

function text(values: readonly number[]): string {
  const [low = Number.NaN, middle = Number.NaN, high = Number.NaN] = quartiles(values)
  return `${middle.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`
}

function quartiles(values: readonly number[]): number[] {
  const sorted = values.toSorted((left, right) => left - right)
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN)
}
