import { noAnswer, type Answer } from './ask.ts'
import type { Compared, Difference, OfRuns } from './comparison.ts'
import { shapeOf, withoutFrames } from './normalise.ts'
import type { Run } from './run.ts'

/** What is compared of an answer. Where a body differs from run to run, its shape may still be the same. */
const aspects: Readonly<Record<string, (answer: Answer) => string>> = {
  status: ({ status }) => (status === undefined ? 'no answer' : String(status)),
  'content type': ({ type }) => type,
  headers: ({ headers }) => headers,
  body: ({ body }) => withoutFrames(body),
  'shape of body': ({ body }) => shapeOf(withoutFrames(body)),
}

/** Compares what came for asking each path, of servers that listen in all runs. @param servers their names */
export function compareAnswers(runs: OfRuns<Run>, servers: OfRuns<readonly string[]>): Compared {
  const differences: Difference[] = []
  const volatile: string[] = []
  let same = 0
  const asked = servers[0].filter(
    (name, at) => servers.every((names) => names.includes(name)) && runs[0].answers[at]?.size,
  )
  for (const server of asked) {
    for (const path of runs[0].paths) {
      const [native, again, hotseat] = [0, 1, 2].map((run) => answersOf(runs, servers, run, server, path))
      const name = `GET ${asked.length > 1 ? `${server} ` : ''}${path}`
      const found = compareOne(name, native ?? [], again ?? [], hotseat ?? [])
      differences.push(...found.differences)
      volatile.push(...found.volatile)
      if (found.differences.length === 0) same++
    }
  }
  return { same, differences, volatile }
}

function answersOf(
  runs: OfRuns<Run>,
  servers: OfRuns<readonly string[]>,
  run: number,
  server: string,
  path: string,
): readonly Answer[] {
  return runs[run]?.answers[servers[run]?.indexOf(server) ?? -1]?.get(path) ?? []
}

/** The first difference is enough: an answer of another status has another body as well. */
function compareOne(
  name: string,
  native: readonly Answer[],
  again: readonly Answer[],
  hotseat: readonly Answer[],
): Omit<Compared, 'same'> {
  const volatile = new Set<string>()
  for (const [aspect, of] of Object.entries(aspects)) {
    for (const [turn, answer] of native.entries()) {
      const expected = of(answer)
      const got = of(hotseat[turn] ?? noAnswer)
      if (expected !== of(again[turn] ?? noAnswer)) volatile.add(`${name}: ${aspect}`)
      else if (expected !== got) {
        const difference = { subject: 'answer', name: `${name}: ${aspect}${turn > 0 ? ', asked again' : ''}` } as const
        return { differences: [{ ...difference, ...excerpts(expected, got) }], volatile: [...volatile] }
      }
    }
    // A body that is the same has the same shape.
    if (aspect === 'body' && !volatile.has(`${name}: body`)) break
  }
  return { differences: [], volatile: [...volatile] }
}

/** Characters that are shown before and after the first that differs. */
const [before, after] = [20, 60]

function excerpts(native: string, hotseat: string): Pick<Difference, 'native' | 'hotseat'> {
  let at = 0
  while (at < native.length && native[at] === hotseat[at]) at++
  const from = Math.max(0, at - before)
  const excerpt = (text: string): string => {
    const part = text.slice(from, from + before + after).replaceAll(/\s+/g, ' ')
    return `${from > 0 ? '…' : ''}${part}${text.length > from + before + after ? '…' : ''}`
  }
  return { native: excerpt(native), hotseat: excerpt(hotseat) }
}
