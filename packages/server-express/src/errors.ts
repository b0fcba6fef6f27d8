import { HotseatError } from '@hotseat/core'

export const errors = {
  notAnApplication: (what: string) =>
    new HotseatError({
      code: 'HOTSEAT_EXPRESS_NOT_AN_APPLICATION',
      message: `createApp() returned ${what}, not an Express application. Return what express() gave: const app = express(); …; return app`,
    }),
}
