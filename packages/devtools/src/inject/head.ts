import type { ServerResponse } from 'node:http'

type Pair = readonly [name: string, value: unknown]

/** The head of a response in the moment in which it is written: what was set on it before, and what came with `writeHead`. */
export class Head {
  readonly status: number
  readonly #response: ServerResponse
  readonly #reason: readonly string[]
  readonly #isList: boolean
  readonly #undo: (() => void)[] = []
  #given: readonly Pair[] | undefined

  /** @param parameters those of `writeHead(status, reason?, headers?)` */
  constructor(response: ServerResponse, [status, ...others]: readonly unknown[]) {
    this.#response = response
    this.status = Number(status)
    this.#reason = others.filter((each) => typeof each === 'string')
    const headers = others.find((each) => typeof each === 'object' && each !== null)
    this.#isList = Array.isArray(headers)
    this.#given = headers === undefined ? undefined : pairsOf(headers)
  }

  /** Each value of a header; what came with `writeHead` stands in for what was set before. */
  all(name: string): string[] {
    const given = (this.#given ?? []).filter((pair) => isNamed(pair, name)).map(([, value]) => value)
    const values: readonly unknown[] = given.length > 0 ? given : [this.#response.getHeader(name)]
    return values
      .flat()
      .filter((value) => value !== undefined && value !== null)
      .map(String)
  }

  get(name: string): string | undefined {
    const values = this.all(name)
    return values.length === 0 ? undefined : values.join(', ')
  }

  /** Where it is, or beside what was set before. */
  set(name: string, value: string): void {
    const isGiven = this.#given?.some((pair) => isNamed(pair, name)) ?? false
    if (!isGiven) this.#change(name, () => this.#response.setHeader(name, value))
    else this.#given = this.#given?.map((pair) => (isNamed(pair, name) ? [pair[0], value] : pair))
  }

  remove(name: string): void {
    if (this.#response.hasHeader(name)) this.#change(name, () => this.#response.removeHeader(name))
    this.#given = this.#given?.filter((pair) => !isNamed(pair, name))
  }

  /** Puts back what was set before: the head was not to be written so. */
  undo(): void {
    for (const undo of this.#undo.toReversed()) undo()
  }

  #change(name: string, change: () => void): void {
    const response = this.#response
    const before = response.getHeader(name)
    this.#undo.push(() => (before === undefined ? response.removeHeader(name) : response.setHeader(name, before)))
    change()
  }

  /** For the `writeHead` that was there before. */
  get parameters(): readonly unknown[] {
    const given = this.#given && (this.#isList ? this.#given.flat(1) : Object.fromEntries(this.#given))
    return [this.status, ...this.#reason, ...(given === undefined ? [] : [given])]
  }
}

/** `writeHead` takes an object, a list of names and values in turn, or a list of pairs. */
function pairsOf(headers: object): Pair[] {
  if (!Array.isArray(headers)) return Object.entries(headers)
  const list: readonly unknown[] = headers
  if (list.every((each) => Array.isArray(each))) return list.map(([name, value]) => [String(name), value])
  return list.flatMap((name, index) => (index % 2 === 0 ? [[String(name), list[index + 1]] as const] : []))
}

function isNamed([name]: Pair, sought: string): boolean {
  return name.toLowerCase() === sought
}
