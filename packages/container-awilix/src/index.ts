export { awilix, type AwilixOptions } from './awilix.ts'
