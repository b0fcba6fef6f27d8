import type { Kind } from '../rule.ts'
import type { LoaderHarness } from './harness.ts'
import { failures } from './rules/failures.ts'
import { generations } from './rules/generations.ts'

/** The rules for module loaders, as far as core can tell one from another. */
export const loaderRules: Kind<LoaderHarness> = {
  name: 'loader',
  title: 'A module loader',
  rules: [...generations, ...failures],
  nameOf: (harness) => harness.create().name,
  // The default is that of the port's docstring.
  capabilitiesOf: (harness) => ({ reuse: false, ...harness.create().capabilities }),
}
