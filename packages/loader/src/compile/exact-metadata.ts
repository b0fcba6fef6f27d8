/**
 * Whether what the compiler writes of the types in a source is what tsc writes. It looks at types too lightly, and at
 * none that is not written out in place; but to read the syntax tree of a file, as `metadata.ts` does, takes ten times as
 * long as to compile it. So the compiler's metadata stays wherever it is certain to be right.
 */

/** `-1n`, of which the compiler dies, and the process with it, where it stands in a type. */
const fatal = /-\s*\d[\d_]*n\b/

/** What it writes too little of: accessors, what is abstract or declared, asynchronous generators. */
const special =
  /\b(?:get|set|accessor)\s+[\w$#'"[]|\babstract\s+(?!class\b)|\basync\s*\*|\bdeclare\s+(?:const\s+)?enum\b/

/** Whether the compiler may be asked for metadata. */
export function isPlain(text: string): boolean {
  return !fatal.test(text) && !special.test(text)
}

const calls = /_decorateMetadata\((?:"design:\w+", ([^()]*)\))?/g
const named = /(?:typeof [\w$.]+ === "undefined"(?: \|\| )?)+ \? Object : ([\w$.]+)/g

/** @param code what the compiler made of `text`, which is plain */
export function isExact(text: string, code: string): boolean {
  // The helper is to know which parameters have decorators.
  if (code.includes('_decorateParam(')) return false
  const hasRest = /\.\.\.\s*[\w$]+\s*:/.test(text)
  for (const [, types] of code.matchAll(calls)) {
    if (types === undefined) return false
    const bare = types.replaceAll(named, (_, path: string) => (isInQuestion(path, text) ? 'Object' : ''))
    if (/\bObject\b/.test(bare) || (hasRest && bare.includes('Array'))) return false
  }
  return true
}

/** Whether a name, or a part of it, may be that of an alias or of an interface, or of a value that is no class. */
function isInQuestion(path: string, text: string): boolean {
  if (['Symbol', 'BigInt', 'ReadonlyArray'].includes(path)) return true
  const names = path.replaceAll('$', String.raw`\$`).replaceAll('.', '|')
  return new RegExp(String.raw`\b(?:type|interface)\s+(?:${names})(?![\w$])`).test(text)
}
