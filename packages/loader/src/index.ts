export { loader, type LoaderOptions } from './loader.ts'
