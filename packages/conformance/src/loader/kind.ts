import type { Kind } from '../rule.ts'
import type { LoaderHarness } from './harness.ts'
import { commonJs } from './rules/commonjs.ts'
import { failures } from './rules/failures.ts'
import { generations } from './rules/generations.ts'
import { metadata } from './rules/metadata.ts'
import { modules } from './rules/modules.ts'
import { packages } from './rules/packages.ts'
import { typescript } from './rules/typescript.ts'

/** The rules for module loaders. */
export const loaderRules: Kind<LoaderHarness> = {
  name: 'loader',
  title: 'A module loader',
  rules: [...generations, ...failures, ...modules, ...packages, ...commonJs, ...typescript, ...metadata],
  nameOf: (harness) => harness.create().name,
  capabilitiesOf(harness) {
    const loader = harness.create()
    // The defaults are those of the port's docstrings.
    const defaults = { reuse: false, commonJs: false, json: false, typescript: false, decoratorMetadata: false }
    return { ...defaults, ...loader.capabilities, locates: loader.locate !== undefined }
  },
}
