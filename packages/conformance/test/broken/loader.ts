/** For each rule for module loaders, what breaks it. */
export const loaderFaults = {
  'loader/loads-what-is-on-disk': 'loads each file once',
  'loader/carries-nothing-stale': 'looks at a module’s own source only',
  'loader/carries-what-it-may': 'carries nothing',
  'loader/lazy-imports-are-pinned': 'reads lazy modules when they are imported',
  'loader/imports-as-the-entry': 'imports another copy',
  'loader/release-touches-no-other': 'releases the newest as well',
  'loader/released-generations-are-collected': 'keeps every generation',
  'loader/reads-through-the-context': 'reads by itself',
  'loader/syntax-errors-have-a-place': 'says no place',
  'loader/missing-modules-are-named': 'passes the system’s error on',
  'loader/thrown-errors-pass': 'wraps what is thrown',
  'loader/recovers': 'is done for after a failure',
  'loader/heeds-abort': 'does not heed abort',
} as const satisfies Readonly<Record<string, string>>

export type LoaderFault = (typeof loaderFaults)[keyof typeof loaderFaults]
