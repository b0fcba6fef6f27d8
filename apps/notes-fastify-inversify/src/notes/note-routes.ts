import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Container } from 'inversify'
import { Caller, inRequestScope } from '../request-scope.ts'
import { Journal } from './journal.ts'
import { NoteBook } from './note-book.ts'

/** Fastify holds every request against these. https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/ */
const body = {
  type: 'object',
  required: ['text'],
  additionalProperties: false,
  properties: { text: { type: 'string', minLength: 1, maxLength: 500, pattern: '\\S' } },
} as const
const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } } as const
const querystring = { type: 'object', properties: { q: { type: 'string', maxLength: 100, default: '' } } } as const

interface Written {
  readonly Body: { readonly text: string }
}
interface Named {
  readonly Params: { readonly id: number }
}
interface Searched {
  readonly Querystring: { readonly q: string }
}

/** Reading, writing and removing notes. */
export async function noteRoutes(
  app: FastifyInstance,
  { container }: { readonly container: Container },
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))

  app.get<Searched>('/notes', { schema: { querystring } }, (request) =>
    withNotes(request, (notes) => notes.search(request.query.q)),
  )

  app.get<Named>('/notes/:id', { schema: { params } }, (request) =>
    withNotes(request, (notes) => notes.get(request.params.id)),
  )

  app.post<Written>('/notes', { schema: { body } }, async (request, reply) => {
    const note = await withNotes(request, (notes) => notes.add(request.body.text))
    reply.code(201).header('location', `/notes/${note.id}`)
    return note
  })

  app.put<Named & Written>('/notes/:id', { schema: { params, body } }, (request) =>
    withNotes(request, (notes) => notes.change(request.params.id, request.body.text)),
  )

  app.delete<Named>('/notes/:id', { schema: { params } }, async (request, reply) => {
    await withNotes(request, (notes) => notes.remove(request.params.id))
    reply.code(204)
  })

  function withNotes<Result>({ id }: Pick<FastifyRequest, 'id'>, work: (notes: NoteBook) => Result): Promise<Result> {
    const bind = (scope: Container): void => {
      scope.bind(Caller).toConstantValue(new Caller(id))
      scope.bind(Journal).toSelf().inSingletonScope()
      scope.bind(NoteBook).toSelf().inSingletonScope()
    }
    return inRequestScope(container, bind, (scope) => work(scope.get(NoteBook)))
  }
}
