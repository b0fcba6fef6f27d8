import { Module } from 'node:module'

/** Node writes down what was covered when the process ends. */
function isCovered(): boolean {
  return process.env['NODE_V8_COVERAGE'] !== undefined
}

/** Whether Node itself reads source maps: for a report of coverage, or by `--enable-source-maps`. */
export function nodeReadsMaps(): boolean {
  return isCovered() || process.sourceMapsEnabled
}

/** Node forgets a map when its module is collected: it lives as long as what it exports … */
const modules = new WeakMap<object, Module>()
/** … and to the end, for a report. */
const covered: Module[] = []

/**
 * Evaluates a text to a function. Node reads the source maps only of modules that it compiled itself: so it compiles
 * one that exports what `text` evaluates to.
 */
export function evaluateInNode(text: string, filename: string) {
  const module = new Module(filename)
  Reflect.apply(Reflect.get(module, '_compile'), module, [`module.exports=${text}`, filename])
  modules.set(module.exports, module)
  if (isCovered()) covered.push(module)
  return module.exports
}
