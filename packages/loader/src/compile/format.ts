import { extname } from 'node:path'
import { moduleRecord } from './oxc.ts'
import type { Settings } from './settings.ts'

/** `to-commonjs`: written with `import` and `export`, perhaps, and run as tsc compiles it to CommonJS. */
export type Format = 'module' | 'commonjs' | 'to-commonjs' | 'json'

const commonJsNames = /\b(?:require|module|exports|__dirname|__filename)\b/

/**
 * How a file is to be taken: by its extension, by `"type": "module"` of its package, by what the tsconfig says of
 * `module`; and, where that leaves it open, as an ES module unless it has none of its syntax and speaks of CommonJS.
 */
export function formatOf(path: string, text: string, settings: Settings): Format {
  const extension = extname(path)
  switch (extension) {
    case '.json':
      return 'json'
    case '.cjs':
      return 'commonjs'
    case '.cts':
      return 'to-commonjs'
    case '.mjs':
    case '.mts':
      return 'module'
    default:
      if (settings.package?.type === 'module') return 'module'
      if (settings.modules.commonJs && (settings.modules.javaScript || /^\.tsx?$/.test(extension))) return 'to-commonjs'
      if (!commonJsNames.test(text)) return 'module'
      return moduleRecord(path, text).hasModuleSyntax ? 'module' : 'commonjs'
  }
}

/**
 * Whether an ES module may use `require`, `__dirname` and `__filename`: some tools run TypeScript as CommonJS where the
 * package is not of `"type": "module"`, whatever the tsconfig says.
 */
export function mayUseCommonJsNames(path: string, text: string, settings: Settings): boolean {
  return (
    settings.package?.type !== 'module' &&
    !/\.m[jt]s$/.test(path) &&
    commonJsNames.test(text) &&
    !text.includes('import.meta')
  )
}
