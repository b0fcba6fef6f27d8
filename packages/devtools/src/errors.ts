import { HotseatError, messageOf } from '@hotseat/core'

export const errors = {
  production: () =>
    new HotseatError({
      code: 'HOTSEAT_DEVTOOLS_IN_PRODUCTION',
      message:
        'The devtools show source and reload the application, and NODE_ENV is "production". Start without Hotseat there, or set NODE_ENV to "development".',
    }),
  badHost: (name: string) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_ALLOWED_HOST',
      message: `"${name}" in allowedHosts is neither a host's name, such as app.test, nor an origin, such as https://app.test. Patterns are not taken.`,
    }),
  badEditor: (given: string, known: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_EDITOR',
      message: `"${given}" is no editor that is known: ${known.join(', ')}. Or give the command and its arguments, such as ['vim', '+{line}', '{file}'].`,
    }),
  editorFailed: (command: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_EDITOR_FAILED',
      message: `The editor could not be started by \`${command}\`: ${messageOf(cause)} Its command has to be in the PATH of the process that runs Hotseat.`,
      cause,
    }),
  answerFailed: (what: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_DEVTOOLS_FAILED',
      message: `The devtools failed at ${what}; the application is none the worse for it. ${messageOf(cause)}`,
      cause,
    }),
  notInjected: (why: string) =>
    new HotseatError({
      code: 'HOTSEAT_NOT_INJECTED',
      message: `Pages do not refresh themselves: ${why} This is said once.`,
    }),
  badEncoding: (encoding: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_ENCODING',
      message: `A page that says it is encoded as ${encoding} is not, or ended too early, and was broken off: ${messageOf(cause)}`,
      cause,
    }),
}
