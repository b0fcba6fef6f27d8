import { toJavaScript } from './javascript.ts'
import { toRunnerForm } from './oxc.ts'
import type { ModuleUnit } from './unit.ts'

/**
 * Whether a module uses an imported name in nothing but decorator metadata: `typeof X === "undefined" ? Object : X`.
 * TypeScript, which knows that the name is a type, would have left the import away; the compiler, which sees one file,
 * cannot know. The metadata comes out the same: `Object`.
 *
 * @param index of the import
 */
export function isUsedOnlyInMetadata(unit: ModuleUnit, index: number, name: string): boolean {
  const { path, text, settings } = unit
  if (!settings.syntax.decoratorMetadata) return false
  const script = toJavaScript(path, text, { commonJs: false, syntax: settings.syntax, sourcemap: false })
  const { code } = toRunnerForm(path, script.code, false)
  const use = `__vite_ssr_import_${index}__.${name}`
  const inMetadata = `typeof ${use} === "undefined" ? Object : ${use}`
  return code.includes(use) && !hasUse(code.replaceAll(inMetadata, ''), use)
}

function hasUse(code: string, use: string): boolean {
  for (let at = code.indexOf(use); at !== -1; at = code.indexOf(use, at + 1)) {
    if (!/[\w$\u0080-\uFFFF]/.test(code.charAt(at + use.length))) return true
  }
  return false
}
