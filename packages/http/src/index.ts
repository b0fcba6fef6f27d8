export { createListener } from './listener.ts'
export type { HttpServer, ListenAddress, Listener, ListenerOptions, Prepare, Reserved } from './options.ts'
