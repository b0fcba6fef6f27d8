import { Module } from 'node:module'

/** Node writes down what was covered when the process ends. */
export function isCovered(): boolean {
  return process.env['NODE_V8_COVERAGE'] !== undefined
}

/** So that they live to the end: Node forgets a map when the module that it belongs to is collected. */
const modules: Module[] = []

/**
 * Evaluates a text that carries its source map. Reports of coverage are made from what Node writes down of maps, and it
 * knows those only of modules that it compiled itself: so it compiles a module whose exports are what `text` evaluates to.
 */
export function evaluateCovered(text: string, filename: string) {
  const module = new Module(filename)
  modules.push(module)
  Reflect.apply(Reflect.get(module, '_compile'), module, [`module.exports=${text}`, filename])
  return module.exports
}
