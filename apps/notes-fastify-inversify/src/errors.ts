import type { FastifyInstance } from 'fastify'

/** An error that the client is told of. */
class ClientError extends Error {
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.statusCode = statusCode
    this.code = code
  }
}

/** Every error that this application raises. */
export const errors = {
  noSuchNote: (id: number) => new ClientError(404, 'NO_SUCH_NOTE', `There is no note ${id}.`),
  noSuchPage: (method: string, url: string) => new ClientError(404, 'NOT_FOUND', `There is no ${method} ${url}.`),
}

/** The body of every answer that is an error. */
interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string }
}

/** Answers errors as JSON: the client's own with what is wrong, all others on the console only. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(async (error, _request, reply): Promise<ErrorBody> => {
    const { statusCode = 500, code = 'ERROR', message } = described(error)
    if (statusCode < 500) {
      reply.code(statusCode)
      return { error: { code, message } }
    }
    console.error(error)
    reply.code(500)
    return { error: { code: 'INTERNAL', message: 'Something went wrong here.' } }
  })
  app.setNotFoundHandler(({ method, url }) => {
    throw errors.noSuchPage(method, url)
  })
}

/** Fastify's own errors have a status and a code as ours do; whatever else is thrown may be anything. */
function described(error: unknown): { statusCode?: number; code?: string; message: string } {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message } = error
  return {
    message,
    ...('statusCode' in error && typeof error.statusCode === 'number' && { statusCode: error.statusCode }),
    ...('code' in error && typeof error.code === 'string' && { code: error.code }),
  }
}
