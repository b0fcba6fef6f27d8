import type { Tsconfig } from './tsconfig.ts'

/** What tsc makes of the `import`s and `export`s of a project. */
export interface ModuleKind {
  /** CommonJS, in packages that are not of `"type": "module"`. */
  readonly commonJs: boolean
  /** What becomes of `import()` in CommonJS. */
  readonly lazily: 'require' | 'import'
  /** `esModuleInterop`: the default import of a CommonJS module is all of it. */
  readonly interop: boolean
  /** JavaScript is compiled too. */
  readonly javaScript: boolean
  /** A file without `import` and `export` is a module too. */
  readonly forced: boolean
  /** Such a file is strict code. */
  readonly strictScripts: boolean
}

/** Without a tsconfig: as Node has it, and as tsc has it for `.cts`. */
export const plainKind: ModuleKind = {
  commonJs: false,
  lazily: 'import',
  interop: true,
  javaScript: false,
  forced: false,
  strictScripts: true,
}

/** Where none is installed. */
const latest = 7

/**
 * The defaults of `module` and `esModuleInterop` are those of the TypeScript that the project has: until version 5
 * CommonJS, unless `target` is ES2015 or later, and no interop; from version 6 ES modules, and interop.
 */
export function moduleKindOf({ options, typescript = latest }: Pick<Tsconfig, 'options' | 'typescript'>): ModuleKind {
  const named = options.module?.toLowerCase()
  const byPackage = named !== undefined && /^node(?:16|18|20|next)$/.test(named)
  const isOld = typescript < 6
  const plainTarget = options.target === undefined || /^es[35]$/i.test(options.target)
  const commonJs = named === undefined ? plainTarget && isOld : byPackage || named === 'commonjs'
  return {
    commonJs,
    lazily: commonJs && !byPackage ? 'require' : 'import',
    interop: options.esModuleInterop ?? (byPackage || named === 'preserve' || !isOld),
    javaScript: options.allowJs ?? options.checkJs ?? false,
    forced: options.moduleDetection?.toLowerCase() === 'force',
    strictScripts: options.alwaysStrict ?? options.strict ?? !isOld,
  }
}
