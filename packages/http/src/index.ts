export { createListener } from './listener.ts'
export type { HttpServer, ListenAddress, Listener, ListenerOptions, Reserved } from './options.ts'
