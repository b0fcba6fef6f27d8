import type { Syntax } from './oxc.ts'
import type { CompilerOptions, Tsconfig } from './tsconfig.ts'

/** Without a tsconfig: ECMAScript's own meaning, and types that erase. */
export const plainSyntax: Syntax = {
  legacyDecorators: false,
  decoratorMetadata: false,
  strictNullChecks: true,
  defineFields: true,
  keepUnusedImports: false,
  jsx: { runtime: 'automatic' },
}

/** What a tsconfig's options mean, with the defaults of the TypeScript that is installed for it. */
export function syntaxOf({ options, typescript }: Pick<Tsconfig, 'options' | 'typescript'>): Syntax {
  const target =
    options.target ?? targetOfModule(options.module) ?? (typescript !== undefined && typescript < 6 ? 'es5' : 'esnext')
  return {
    legacyDecorators: options.experimentalDecorators ?? false,
    decoratorMetadata: options.emitDecoratorMetadata ?? false,
    // Unset it is off up to TypeScript 5 and on from 6; off, `Service | null` still names the service.
    strictNullChecks: options.strictNullChecks ?? options.strict ?? (typescript ?? 0) >= 6,
    defineFields: options.useDefineForClassFields ?? isAtLeast2022(target),
    keepUnusedImports: options.verbatimModuleSyntax ?? false,
    jsx: jsxOf(options),
  }
}

/** https://www.typescriptlang.org/tsconfig/#target */
function targetOfModule(module: string | undefined): string | undefined {
  switch (module?.toLowerCase()) {
    case 'node16':
    case 'node18':
      return 'es2022'
    case 'node20':
      return 'es2023'
    case 'nodenext':
      return 'esnext'
    default:
      return undefined
  }
}

/** TypeScript's default for `useDefineForClassFields`: https://www.typescriptlang.org/tsconfig/#useDefineForClassFields */
function isAtLeast2022(target: string): boolean {
  const [, year] = /^es(\d{4})$/i.exec(target) ?? []
  return year === undefined ? target.toLowerCase() === 'esnext' : Number(year) >= 2022
}

function jsxOf(options: CompilerOptions): Syntax['jsx'] {
  const { jsx, reactNamespace, jsxFactory, jsxFragmentFactory, jsxImportSource } = options
  if (jsx === 'react') {
    const pragma = jsxFactory ?? (reactNamespace === undefined ? undefined : `${reactNamespace}.createElement`)
    const pragmaFrag = jsxFragmentFactory ?? (reactNamespace === undefined ? undefined : `${reactNamespace}.Fragment`)
    return {
      runtime: 'classic',
      ...(pragma !== undefined && { pragma }),
      ...(pragmaFrag !== undefined && { pragmaFrag }),
    }
  }
  return {
    runtime: 'automatic',
    development: jsx === 'react-jsxdev',
    ...(jsxImportSource !== undefined && { importSource: jsxImportSource }),
  }
}
