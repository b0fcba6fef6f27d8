import { HotseatError } from '@hotseat/core'

export const errors = {
  notAnApplication: (what: string) =>
    new HotseatError({
      code: 'HOTSEAT_EXPRESS_NOT_AN_APPLICATION',
      message: `createApp() returned ${what}, not an Express application. Return what express() gave: const app = express(); …; return app`,
    }),
  http2: () =>
    new HotseatError({
      code: 'HOTSEAT_EXPRESS_HTTP2',
      message:
        'Express 5 cannot answer HTTP/2: it gives each request a prototype of HTTP/1. Serve it with node:http or node:https, or make the application with a package that adapts it.',
    }),
}
