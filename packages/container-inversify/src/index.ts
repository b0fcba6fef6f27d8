export { inversify, type InversifyOptions } from './inversify.ts'
