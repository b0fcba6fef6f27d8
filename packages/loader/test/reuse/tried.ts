import { compile } from '../../src/compile/unit.ts'
import { carriedModules } from '../../src/graph/reuse.ts'
import { loaderOf, type LoaderParts } from '../../src/loader.ts'
import type { CompiledText, Tried } from './check.ts'

/** A loader that tells what it compiles. @param replace makes other parts of the right ones, to be seen to fail */
export function tried(replace: (right: LoaderParts) => Partial<LoaderParts> = () => ({})): Tried {
  const compiled: CompiledText[] = []
  const right: LoaderParts = {
    carriedModules,
    compile(path, file, settings, ...others) {
      const unit = compile(path, file, settings, ...others)
      const [, relative] = /(src\/.*)$/.exec(path) ?? []
      const meaning = settings.syntax.defineFields ? 'defined fields' : 'assigned fields'
      if (relative !== undefined)
        compiled.push({ path: relative, made: `${file.text} ${relative.includes('/below/') ? meaning : ''}` })
      return unit
    },
  }
  return { loader: loaderOf({ ...right, ...replace(right) }, { cache: false }), compiled }
}
