import { extname } from 'node:path'
import { moduleRecord } from './oxc.ts'
import type { Settings } from './settings.ts'

export type Format = 'module' | 'commonjs' | 'json'

const commonJsNames = /\b(?:require|module|exports|__dirname|__filename)\b/

/**
 * How a file is to be taken: by its extension, by `"type": "module"` of its package; and, where that leaves it open,
 * as an ES module unless it has none of its syntax and speaks of CommonJS.
 */
export function formatOf(path: string, text: string, settings: Settings): Format {
  switch (extname(path)) {
    case '.json':
      return 'json'
    case '.cjs':
    case '.cts':
      return 'commonjs'
    case '.mjs':
    case '.mts':
      return 'module'
    default:
      if (settings.package?.type === 'module' || !commonJsNames.test(text)) return 'module'
      return moduleRecord(path, text).hasModuleSyntax ? 'module' : 'commonjs'
  }
}

/**
 * Whether an ES module may use `require`, `__dirname` and `__filename`: TypeScript and its like are written with
 * `import` and compiled to CommonJS where the package is not of `"type": "module"`.
 */
export function mayUseCommonJsNames(path: string, text: string, settings: Settings): boolean {
  return (
    settings.package?.type !== 'module' &&
    !/\.m[jt]s$/.test(path) &&
    commonJsNames.test(text) &&
    !text.includes('import.meta')
  )
}
