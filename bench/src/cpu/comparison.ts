import type { MeasuredServer } from './measured-server.ts'

/** Three servers: two that are equal, so that what differs between equals is known (A/A), and the one that is measured. */
export interface Compared {
  readonly plain: MeasuredServer
  readonly control: MeasuredServer
  readonly measured: MeasuredServer
}

type Costs = Record<keyof Compared, number>

const names = ['plain', 'control', 'measured'] as const

/**
 * Microseconds of CPU for a request, of each of them in turns.
 *
 * @param cost of one turn
 */
export async function compare(
  servers: Compared,
  rounds: number,
  cost: (server: MeasuredServer) => Promise<number>,
): Promise<readonly Costs[]> {
  const costs: Costs[] = []
  for (let round = 0; round < rounds; round += 1) {
    const turn = { plain: 0, control: 0, measured: 0 }
    // In an order that differs from round to round.
    for (const name of names.toSorted(() => Math.random() - 0.5)) turn[name] = await cost(servers[name])
    costs.push(turn)
  }
  return costs
}

/** @param called what the servers are called */
export function report(what: string, costs: readonly Costs[], called: Readonly<Record<keyof Compared, string>>): void {
  const microseconds = names.map((name) => {
    const [, middle = Number.NaN] = quartiles(costs.map((each) => each[name]))
    return `${called[name]} ${middle.toFixed(1)} µs`
  })
  const control = costs.map(({ plain, control: other }) => other / plain)
  const ratio = costs.map(({ plain, control: other, measured }) => measured / ((plain + other) / 2))
  const added = costs.map(({ plain, control: other, measured }) => measured - (plain + other) / 2)
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
