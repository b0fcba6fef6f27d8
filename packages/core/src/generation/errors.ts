import { HotseatError } from '../errors.ts'

export const errors = {
  generationDisposed: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_GENERATION_DISPOSED',
      message: `Generation ${generation} is disposed: its container can no longer be used. Something kept a lease or a container beyond its request; ask for the current one instead.`,
    }),
  noContainer: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_NO_CONTAINER',
      message: `Generation ${generation} has no container that Hotseat knows of: its entry runs by itself, without configure() and createApp().`,
    }),
  leaseReleased: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_LEASE_RELEASED',
      message: `This lease on generation ${generation} has been released. Work that goes on after the response needs lease.hold(promise), or a lease of its own from acquire().`,
    }),
  cutOff: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_CUT_OFF',
      message: `Generation ${generation} was retired and did not drain in time: it is being disposed although this lease is held. Raise drainTimeout if it should wait longer.`,
    }),
  noGeneration: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_NO_GENERATION',
      message:
        cause === undefined
          ? 'There is no generation to lease: the reloader has not started, or has stopped.'
          : 'There is no generation to lease: the first build failed. Mend the source; the cause says where.',
      cause,
    }),
}
