import { HotseatError } from '../errors.ts'

export const errors = {
  released: (key: string, generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_SHARED_RELEASED',
      message: `Generation ${generation} asked for the shared resource '${key}' after it had let go of its resources. Ask while the generation is built: in configure() or createApp().`,
    }),
}
