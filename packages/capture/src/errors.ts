import { HotseatError, messageOf } from '@hotseat/core'

export const errors = {
  exited: (call: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_APPLICATION_EXITED',
      message: `The application ended itself, by ${call}. Under Hotseat that ends the generation and not the process. Why it did so is usually what it printed before.`,
      cause,
    }),
  uncaught: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_APPLICATION_FAILED',
      message: `The application failed before it listened. ${cause instanceof Error ? `${cause.name}: ` : 'A value that is no Error was thrown: '}${messageOf(cause)}`,
      cause,
    }),
  neverListens: () =>
    new HotseatError({
      code: 'HOTSEAT_NEVER_LISTENS',
      message:
        'The application has run to its end and does not listen. Let the entry call listen() on a server of node:http, node:https or node:http2 (or express, fastify, koa, Nest), or export what makes the application: export default function createApp(container) { … }',
    }),
  errorListenerFailed: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_ERROR_LISTENER_FAILED',
      message: `What the application runs on an error that nothing caught failed itself. ${messageOf(cause)}`,
      cause,
    }),
  portTakenTwice: (address: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_PORT_TAKEN_TWICE',
      message: `Two servers of the application listen on ${address}. Give one of them another port.`,
      cause,
    }),
  protocolChanged: (address: string) =>
    new HotseatError({
      code: 'HOTSEAT_PROTOCOL_CHANGED',
      message: `The application now speaks another protocol on ${address}, which is open for the earlier one. Start Hotseat again, or take another port.`,
    }),
  hostChanged: (address: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_HOST_CHANGED',
      message: `The application now listens on ${address}, and had this port on another host, which is open. Start Hotseat again, or take another port.`,
      cause,
    }),
  libraryUnknown: (name: string) =>
    new HotseatError({
      code: 'HOTSEAT_CONTAINERS_UNKNOWN',
      message: `The application’s ${name} is of a version that Hotseat does not know, so what is made with it cannot be found, and disposed when the application is reloaded. Export from the entry what does so: export async function dispose() { … }`,
    }),
  disposeFailed: (name: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_DISPOSE_FAILED',
      message: `${name} failed to dispose: ${messageOf(cause)}`,
      cause,
    }),
  shutdownFailed: (event: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_SHUTDOWN_FAILED',
      message: `What the application runs on ${event} failed. ${messageOf(cause)}`,
      cause,
    }),
}

/** An error of the system, as a server that listens twice on one address in one process gets it. */
export function addressInUse(port: number, address: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`listen EADDRINUSE: address already in use ${address}:${port}`)
  return Object.assign(error, { code: 'EADDRINUSE', errno: -98, syscall: 'listen', address, port })
}
