import { HotseatError, messageOf } from '@hotseat/core'

export const errors = {
  portInUse: (port: number, host: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_PORT_IN_USE',
      message: `Port ${port} on ${host} is in use: another process listens there. Stop it, or choose another port with --port or the PORT environment variable.`,
      cause,
    }),
  portForbidden: (port: number, host: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_PORT_FORBIDDEN',
      message: `This user may not listen on port ${port} of ${host}. Choose a port from 1024 on, with --port or the PORT environment variable.`,
      cause,
    }),
  hostUnavailable: (host: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_HOST_UNAVAILABLE',
      message: `This machine has no address "${host}" to listen on. Choose another with --host, such as 127.0.0.1 or, for other machines too, 0.0.0.0.`,
      cause,
    }),
  badPort: (port: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_BAD_PORT',
      message: `${String(port)} is no port. Give a whole number from 0 to 65535, with --port or the PORT environment variable; 0 takes any that is free.`,
    }),
  listenFailed: (port: number, host: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LISTEN_FAILED',
      message: `Could not listen on port ${port} of ${host}: ${messageOf(cause)}`,
      cause,
    }),
  pathUnavailable: (path: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LISTEN_FAILED',
      message: `Could not listen on ${path}: ${messageOf(cause)} If a process that has ended left it behind, delete it.`,
      cause,
    }),
  listenerClosed: () =>
    new HotseatError({
      code: 'HOTSEAT_LISTENER_CLOSED',
      message: 'This listener has been closed and cannot be opened again. Make another with createListener().',
    }),
  serverFailed: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_SERVER_FAILED',
      message: `The HTTP server reported an error, and goes on: ${messageOf(cause)}`,
      cause,
    }),
  handlerFailed: (what: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_HANDLER_FAILED',
      message: `The application failed to answer ${what}. ${cause instanceof Error ? `${cause.name}: ` : ''}${messageOf(cause)}`,
      cause,
    }),
  reservedFailed: (what: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_RESERVED_FAILED',
      message: `Hotseat itself failed to answer ${what}. ${messageOf(cause)}`,
      cause,
    }),
  prepareFailed: (what: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_PREPARE_FAILED',
      message: `What prepares responses failed at ${what}, which the application answers all the same. ${messageOf(cause)}`,
      cause,
    }),
  starting: () =>
    new HotseatError({
      code: 'HOTSEAT_STARTING',
      message: 'The application is still starting: its first build has not ended yet. Ask again in a moment.',
    }),
  stopped: () =>
    new HotseatError({
      code: 'HOTSEAT_STOPPED',
      message: 'Hotseat has stopped and serves nothing any more. Start it again.',
    }),
  nothingMounted: () =>
    new HotseatError({
      code: 'HOTSEAT_NOTHING_MOUNTED',
      message:
        'The generation that is seated has nothing mounted here: its server does not listen on this port; or the reloader was made without a server binding, such as express(), in createReloader({ server }).',
    }),
}
