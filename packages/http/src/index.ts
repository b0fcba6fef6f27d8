export { createListener } from './listener.ts'
export { createPaths, type Paths } from './paths.ts'
export type { HttpServer, ListenAddress, Listener, ListenerOptions, Prepare, Reserved } from './options.ts'
