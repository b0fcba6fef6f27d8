import type { Question, Reply } from './asking.ts'
import type { Served } from './served.ts'

/** A path that is not served. */
const unknown = '/no/such/thing'

/** Every route with a request that it answers well, and one that nothing serves. */
export function questionsTo({
  routes,
}: Pick<Served, 'routes'>): readonly (readonly [path: string, question: Question])[] {
  return [
    ...routes.map(
      ({ path, method }) => [`/__hotseat${path}`, { method, ...(method === 'POST' && { body: '{}' }) }] as const,
    ),
    [`/__hotseat${unknown}`, {}] as const,
  ]
}

/** Asks each route as a page would, but for what `change` adds. Streams are asked for their head alone. */
export async function askEach(
  served: Served,
  change: Question,
): Promise<readonly (readonly [path: string, reply: Reply])[]> {
  const replies: [string, Reply][] = []
  for (const [path, question] of questionsTo(served)) {
    const method = change.method ?? (path === '/__hotseat/events' ? 'HEAD' : question.method)
    const headers = { origin: served.url, ...change.headers }
    const reply = await served.askAsPage(path, { ...question, ...change, ...(method && { method }), headers })
    replies.push([path, reply])
  }
  return replies
}
