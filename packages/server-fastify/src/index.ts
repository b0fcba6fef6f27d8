export { fastify } from './fastify.ts'
