import { HotseatError, messageOf } from '../errors.ts'

export const errors = {
  alreadyStarted: () =>
    new HotseatError({
      code: 'HOTSEAT_ALREADY_STARTED',
      message: 'This reloader was started before. Make another one with createReloader() to start again.',
    }),
  configureNotAFunction: (entry: string, type: string) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIGURE_NOT_A_FUNCTION',
      message: `${entry} exports configure, but it is of type ${type}. Export a function that takes the container, or nothing under this name.`,
      location: { file: entry, line: 1, column: 1 },
    }),
  entryWithoutCreateApp: (entry: string, exported: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_ENTRY_WITHOUT_CREATE_APP',
      message: `${entry} has no function as its default export (it exports ${exported.length > 0 ? exported.join(', ') : 'nothing'}). Add one that takes the container and returns the application: export default function createApp(container) { … }`,
      location: { file: entry, line: 1, column: 1 },
    }),
  buildTimeout: (timeout: number) =>
    new HotseatError({
      code: 'HOTSEAT_BUILD_TIMEOUT',
      message: `The build had not finished after ${timeout} ms. Something in the application's top-level code, configure() or createApp() waits for ever, or it exports no createApp and does not listen either; or raise buildTimeout.`,
    }),
  watchOutside: (roots: readonly string[], cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_OUTSIDE',
      message: `What the application uses outside of the watched roots cannot be watched, so a change there waits for the next reload: ${roots.join(', ')}. ${messageOf(cause)}`,
      cause,
    }),
  nothingEarlier: () =>
    new HotseatError({
      code: 'HOTSEAT_NOTHING_EARLIER',
      message:
        'There is no earlier code to go back to: none was served before what is served now. Save a change first.',
    }),
  overtaken: () =>
    new HotseatError({ code: 'HOTSEAT_OVERTAKEN', message: 'The build was overtaken by a newer change.' }),
  badDuration: (name: string, value: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_OPTION',
      message: `The option ${name} is ${String(value)}. Give it a number that is not negative.`,
    }),
}
