/** How many containers hold a thing, whatever their generations. */
const counts = new WeakMap<object, number>()

/** Says that one more container will let go of `thing`. */
export function hold(thing: object): void {
  counts.set(thing, (counts.get(thing) ?? 0) + 1)
}

/** Gives one hold up. True when it was the last: the thing is then to be disposed. */
export function letGo(thing: object): boolean {
  const others = (counts.get(thing) ?? 1) - 1
  if (others > 0) counts.set(thing, others)
  else counts.delete(thing)
  return others <= 0
}
