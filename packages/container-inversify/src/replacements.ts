/**
 * What this adapter put in the place of what. `container.snapshot()` copies bindings member by member, so that the
 * replacements turn up in bindings that nobody has seen.
 */
export class Replacements<Thing extends object> {
  readonly #originals = new WeakMap<Thing, Thing | undefined>()

  put(original: Thing | undefined, replacement: Thing): Thing {
    this.#originals.set(replacement, original)
    return replacement
  }

  /** What `thing` replaces; itself, if it replaces nothing. */
  originalOf<Value extends Thing | undefined>(thing: Value): Value | Thing | undefined {
    return thing && this.#originals.has(thing) ? this.#originals.get(thing) : thing
  }
}
