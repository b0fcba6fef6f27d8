import { subscribe } from 'node:diagnostics_channel'
import { registerHooks } from 'node:module'

const name = 'hotseat.capture.awilix'

/** The URL of awilix as an ES module. */
const module = /\/node_modules\/awilix\/lib\/[^/]+\.mjs$/

/** What the ES module of awilix exports: what is put in place of it, its importers get. */
interface Exports {
  createContainer: unknown
}

/**
 * From now on whoever imports awilix, as an ES module, gets one that exports all that it does, but for
 * `createContainer()`, which is what `replaced` makes of it. A channel is how that module gets at this one.
 */
export function replaceAwilix(replaced: (exports: Exports) => void): void {
  subscribe(name, (exports) => {
    if (isExports(exports)) replaced(exports)
  })
  registerHooks({
    resolve(specifier, context, next) {
      // Past all other hooks: one that stands in for modules itself would lead to what stands here, and that is waiting.
      if (context.parentURL?.startsWith('data:') === true && module.test(specifier))
        return { url: specifier, format: 'module', importAttributes: {}, shortCircuit: true }
      const resolved = next(specifier, context)
      if (!module.test(resolved.url)) return resolved
      return { url: inPlaceOf(resolved.url), format: 'module', importAttributes: {}, shortCircuit: true }
    },
  })
}

function inPlaceOf(url: string): string {
  const source = `import { channel } from 'node:diagnostics_channel'
import { createContainer as native } from ${JSON.stringify(url)}
export * from ${JSON.stringify(url)}
const exports = { createContainer: native }
channel('${name}').publish(exports)
export const { createContainer } = exports`
  return `data:text/javascript,${encodeURIComponent(source)}`
}

function isExports(message: unknown): message is Exports {
  return typeof message === 'object' && message !== null && 'createContainer' in message
}
