export { tsyringe } from './tsyringe.ts'
