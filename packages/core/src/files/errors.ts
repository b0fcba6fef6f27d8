import { HotseatError } from '../errors.ts'

export const errors = {
  notKept: (path: string) =>
    new HotseatError({
      code: 'HOTSEAT_NOT_KEPT',
      message: `What ${path} held then is not known any more. Save it, or reload, to go on with what is on disk.`,
      location: { file: path, line: 1, column: 1 },
    }),
}
