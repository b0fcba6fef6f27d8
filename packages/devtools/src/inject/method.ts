/** A method of an object as it is now, to be called after it was replaced. */
export type Method = (...parameters: readonly unknown[]) => unknown

export function methodOf(object: object, name: string): Method {
  const method: unknown = Reflect.get(object, name)
  if (typeof method !== 'function') throw new TypeError(`${name} is no method`)
  return (...parameters) => {
    const result: unknown = Reflect.apply(method, object, parameters)
    return result
  }
}

/** Replaces a method of this one object. Whoever replaces it later stands before. */
export function replaceMethod(object: object, name: string, method: Method): void {
  Object.defineProperty(object, name, { value: method, configurable: true, writable: true })
}
