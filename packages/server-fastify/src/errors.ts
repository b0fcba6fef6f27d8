import { HotseatError, messageOf } from '@hotseat/core'

export const errors = {
  notAnApplication: (what: string) =>
    new HotseatError({
      code: 'HOTSEAT_FASTIFY_NOT_AN_APPLICATION',
      message: `createApp() returned ${what}, not a Fastify instance. Return what fastify() gave: const app = fastify(); …; return app`,
    }),
  notReady: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_FASTIFY_NOT_READY',
      message: `The Fastify instance did not become ready: ${messageOf(cause)}`,
      cause,
    }),
  listens: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_FASTIFY_LISTENS',
      message:
        'The Fastify instance that createApp() returned has been told to listen(). Return it without listening: Hotseat has the port. Call listen() in the module that starts production.',
      cause,
    }),
}
