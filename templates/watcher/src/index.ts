export { mylib } from './mylib.ts'
