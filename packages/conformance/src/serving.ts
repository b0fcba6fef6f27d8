// For authors of server bindings: what the rules are written with, for tests of what only their framework does.
export { createApplication } from './server/application.ts'
export type { Api, Application, ApplicationOptions, CreateApp } from './server/application.ts'
export { get, openConnection, type Connection } from './server/connection.ts'
export { gate, type Gate } from './server/gate.ts'
export { serve, textOf, type Serving, type ServingOptions } from './server/serving.ts'
