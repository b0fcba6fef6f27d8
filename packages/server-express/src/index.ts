export { express } from './express.ts'
