/**
 * Whether a module body awaits outside of every function. Decided by V8, many times faster than by a walk over a
 * syntax tree: in a class's static block `await` is a syntax error, even where a plain function would take it for an
 * identifier (`await (0, f)()`), while asynchronous functions inside of the block may use it.
 *
 * @param body JavaScript without `import` and `export`
 */
export function awaitsAtTopLevel(body: string): boolean {
  if (!/\bawait\b/.test(body)) return false
  try {
    // Parsed, and only as far as an uncalled function is; unlike `vm.Script`, nothing stays in V8's compilation cache.
    return typeof new Function(`()=>{(class{static{\n${body}\n}})}`) !== 'function'
  } catch {
    return true
  }
}
