import { lowerDecorators, transformNamespaces } from './esbuild.ts'
import { isExact, isPlain } from './exact-metadata.ts'
import { withMetadata } from './metadata.ts'
import { needsLowering } from './native-decorators.ts'
import { syntaxTree, transform, type Transformed, type TransformOptions } from './oxc.ts'

/** TypeScript, JSX and decorators to JavaScript. */
export function toJavaScript(path: string, text: string, options: TransformOptions): Transformed {
  const { syntax, commonJs, sourcemap } = options
  const bare = { ...options, syntax: { ...syntax, decoratorMetadata: false } }
  if (!syntax.legacyDecorators) return native(path, withoutMetadata(path, text, bare), sourcemap)
  if (!syntax.decoratorMetadata || !text.includes('@')) return withoutMetadata(path, text, bare)
  if (isPlain(text) && !namespace.test(text)) {
    const simple = transform(path, text, options)
    if (simple.errors.length > 0 || isExact(text, simple.code)) return simple
  }
  const { strictNullChecks } = syntax
  const written = withMetadata(text, syntaxTree(path, text), { strictNullChecks, commonJs })
  const result = withoutMetadata(path, written.toString(), bare)
  // Errors are to be where they are in the source.
  if (result.errors.length > 0) return withoutMetadata(path, text, bare)
  if (!sourcemap) return result
  return { ...result, maps: [...result.maps, written.generateMap({ hires: true, source: path }).toString()] }
}

const namespace = /^\s*(?:export\s+)?(?:namespace|module)\s+[\w$.]+\s*\{/m

function withoutMetadata(path: string, text: string, options: TransformOptions): Transformed {
  if (!/\.[cm]?tsx?$/.test(path) || !namespace.test(text)) return transform(path, text, options)
  const result = transformNamespaces(path, text, options)
  // The compiler's errors have their places.
  return result.errors.length > 0 ? transform(path, text, options) : result
}

function native(path: string, script: Transformed, sourcemap: boolean): Transformed {
  const { code, errors } = script
  return errors.length === 0 && needsLowering(code) ? lowerDecorators(path, script, sourcemap) : script
}
