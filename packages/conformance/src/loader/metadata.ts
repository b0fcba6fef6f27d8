/** What is emitted for decorators while it lasts: it stands in for `reflect-metadata`, of which compilers call one function. */
export function recordMetadata(): Disposable & { parametersOf(name: string): readonly string[] } {
  const before = Reflect.getOwnPropertyDescriptor(Reflect, 'metadata')
  const parameters = new Map<string, readonly string[]>()
  const metadata = (key: string, value: unknown) => (target: unknown) => {
    if (key === 'design:paramtypes' && Array.isArray(value)) parameters.set(nameOf(target), value.map(nameOf))
  }
  Object.defineProperty(Reflect, 'metadata', { value: metadata, configurable: true, writable: true })
  return {
    parametersOf: (name) => parameters.get(name) ?? [],
    [Symbol.dispose]() {
      if (before) Object.defineProperty(Reflect, 'metadata', before)
      else Reflect.deleteProperty(Reflect, 'metadata')
    },
  }
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? value.name : typeof value
}
