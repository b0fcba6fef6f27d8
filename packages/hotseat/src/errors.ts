import { HotseatError, messageOf, type SourceLocation } from '@hotseat/core'

const list = (words: readonly string[]) => words.map((word) => `\n  ${word}`).join('')

/** Every error that the command line can raise by itself. */
export const errors = {
  usage: (problem: string) =>
    new HotseatError({ code: 'HOTSEAT_USAGE', message: `${problem}. See \`hotseat --help\`.` }),

  production: () =>
    new HotseatError({
      code: 'HOTSEAT_PRODUCTION',
      message:
        'NODE_ENV is "production", and Hotseat is a development tool: it does not start there. Run the application itself (`node dist/main.js`), or unset NODE_ENV.',
    }),

  exposed: (host: string) =>
    new HotseatError({
      code: 'HOTSEAT_EXPOSED',
      message: `Other machines can reach the application on ${host}, and with it what is being developed, and errors with lines of source. Leave --host out if nobody else is to; the inspector answers this machine alone.`,
    }),

  badPort: (source: string, got: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_PORT',
      message: `${source} is ${shown(got)}, which is no port. Give a whole number from 0 (any free one) to 65535.`,
    }),

  badPackageJson: (file: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_PACKAGE_JSON',
      message: `${file} cannot be read: ${messageOf(cause)}`,
      cause,
    }),

  entryMissing: (entry: string, source: string) =>
    new HotseatError({
      code: 'HOTSEAT_ENTRY_MISSING',
      message: `The entry ${entry} (from ${source}) is not a file. Give the file whose default export is createApp, such as src/app.ts.`,
    }),

  entryNotFound: (root: string, candidates: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_ENTRY_NOT_FOUND',
      message: `No entry was found in ${root}. Name it (\`hotseat dev path/to/app.ts\`, or \`entry\` in hotseat.config.ts), or create one of:${list(candidates)}`,
    }),

  configMissing: (file: string) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIG_MISSING',
      message: `There is no config file ${file}. Check what --config says.`,
    }),

  configBroken: (file: string, cause: unknown, location: SourceLocation | undefined) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIG_BROKEN',
      message: `${file} could not be loaded: ${messageOf(cause)}`,
      cause,
      location,
    }),

  configWithoutDefault: (file: string) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIG_WITHOUT_DEFAULT',
      message: `${file} must export its settings as default: \`export default defineConfig({ … })\`.`,
    }),

  configUnknownKey: (file: string, key: string, nearest: string | undefined, known: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIG_UNKNOWN_KEY',
      message: `${file} sets "${key}", which is not known.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} Known: ${known.join(', ')}.`,
    }),

  configWrongType: (file: string, key: string, got: unknown, expected: string) =>
    new HotseatError({
      code: 'HOTSEAT_CONFIG_WRONG_TYPE',
      message: `${file} sets "${key}" to ${shown(got)}; it must be ${expected}.`,
    }),

  noServerFramework: (manifest: string, known: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_NO_SERVER_FRAMEWORK',
      message: `${manifest} depends on no server framework that Hotseat knows. Known:${list(known)}\nFor another one, set \`server\` in hotseat.config.ts to an adapter of yours.`,
    }),

  noContainerLibrary: (manifest: string, known: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_NO_CONTAINER_LIBRARY',
      message: `${manifest} depends on no dependency-injection library that Hotseat knows. Known:${list(known)}\nFor another one, set \`container\` in hotseat.config.ts to an adapter of yours.`,
    }),

  noWatcher: (commands: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_NO_WATCHER',
      message: `No watcher is installed. Run:${list(commands)}`,
    }),

  adapterMissing: (manifest: string, library: string, adapter: string, command: string) =>
    new HotseatError({
      code: 'HOTSEAT_ADAPTER_MISSING',
      message: `${manifest} depends on ${library}, but ${adapter} is not installed. Run:${list([command])}`,
    }),

  adapterBroken: (adapter: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_ADAPTER_BROKEN',
      message: `${adapter} is installed but could not be loaded: ${messageOf(cause)}`,
      cause,
    }),

  alreadyRunning: (entry: string, pid: number, url: string | undefined) =>
    new HotseatError({
      code: 'HOTSEAT_ALREADY_RUNNING',
      message: `Hotseat already runs ${entry}: process ${pid}, ${url ?? 'which is still starting'}. Use that one, or stop it first.`,
    }),

  alreadyRunningSilently: (entry: string) =>
    new HotseatError({
      code: 'HOTSEAT_ALREADY_RUNNING',
      message: `Hotseat already runs ${entry}, in a process that does not answer (stopped, or paused in a debugger). End it first.`,
    }),

  lockFailed: (path: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LOCK_FAILED',
      message: `Cannot open ${path}, by which two Hotseat processes on one application notice each other: ${messageOf(cause)}. Make that folder writable, or set TMPDIR.`,
      cause,
    }),

  doctorNoNative: (entry: string, scripts: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_DOCTOR_NO_NATIVE',
      message: `How ${entry} runs without Hotseat is not known: no script of package.json (${scripts.join(', ')}) runs node, tsx, ts-node or nest on it, and Node cannot run it as it is. Say how: --native "<command>".`,
    }),

  doctorNativeFailed: (command: string, how: string, lastWords: string) =>
    new HotseatError({
      code: 'HOTSEAT_DOCTOR_NATIVE_FAILED',
      message: `Natively the application ${how} (\`${command}\`). If that is not how it is run, say how: --native "<command>".${quoted(lastWords)}`,
    }),

  doctorHotseatFailed: (how: string, lastWords: string) =>
    new HotseatError({
      code: 'HOTSEAT_DOCTOR_HOTSEAT_FAILED',
      message: `Natively the application listens, and under Hotseat it ${how}.${quoted(lastWords)}`,
    }),

  doctorPortBusy: (port: number) =>
    new HotseatError({
      code: 'HOTSEAT_DOCTOR_PORT_BUSY',
      message: `Port ${port} is still in use after the application has been ended. Has it left a process behind?`,
    }),

  settingsUntried: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_SETTINGS_UNTRIED',
      message: `Whether Hotseat could start with what has changed could not be tried: ${messageOf(cause)}. Start it again yourself.`,
      cause,
    }),

  noBrowser: (url: string, why: string, cause?: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_NO_BROWSER',
      message: `No browser opens ${url}: ${why}. Open it yourself, or set BROWSER to a program.`,
      cause,
    }),

  initWithoutPackageJson: (folder: string) =>
    new HotseatError({
      code: 'HOTSEAT_INIT_NO_PACKAGE_JSON',
      message: `There is no package.json in ${folder} or above it: \`hotseat init\` adds to a project that exists. Run it there, or \`npm init\` first.`,
    }),

  initChanged: (file: string) =>
    new HotseatError({
      code: 'HOTSEAT_INIT_CHANGED',
      message: `${file} has been changed since it was read: nothing was written. Run \`hotseat init\` again.`,
    }),

  stray: (thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin, location: SourceLocation | undefined) => {
    const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `thrown: ${String(thrown)}`
    const trace = location === undefined && thrown instanceof Error ? `\n${framesOf(thrown)}` : ''
    return new HotseatError({
      code: origin === 'unhandledRejection' ? 'HOTSEAT_UNHANDLED_REJECTION' : 'HOTSEAT_UNCAUGHT_EXCEPTION',
      message: `${what}${trace}`,
      cause: thrown,
      location,
    })
  },
}

function quoted(lastWords: string): string {
  return lastWords === '' ? '' : `\n${lastWords}`
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return frames.map((line) => line.trim()).join('\n')
}
