import { Container } from 'inversify'

/** The request that is being answered, for whoever is part of answering it. */
export class Caller {
  /** Fastify's `request.id`. */
  readonly id: string

  constructor(id: string) {
    this.id = id
  }
}

/**
 * Does one request's work with a container of its own, a child of the application's. `bind` says which services are the
 * request's own; all others are the application's. They are let go when the work has settled, whether it went well or
 * not, and not before: a client that leaves does not take them away from the handler.
 */
export async function inRequestScope<Result>(
  parent: Container,
  bind: (scope: Container) => void,
  work: (scope: Container) => Result | PromiseLike<Result>,
): Promise<Result> {
  const scope = new Container({ parent })
  try {
    bind(scope)
    return await work(scope)
  } finally {
    await scope.unbindAllAsync()
  }
}
