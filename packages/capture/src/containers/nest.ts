import { call, extend, isObject, type Library } from './library.ts'

/** Applications, application contexts and microservices, from when they are initialised: they are closed. */
export const nest: Library = {
  name: '@nestjs/core',
  what: 'a NestJS application',
  key: 'NestApplicationContext',
  watch(exports, note) {
    const { prototype: methods }: { prototype?: unknown } = Object(Reflect.get(exports, 'NestApplicationContext'))
    if (!isObject(methods)) return false
    /** By whomever: its hooks have run, or run now. */
    const closed = new WeakSet<object>()
    const close = (application: object): unknown => (closed.has(application) ? undefined : call(application, 'close'))
    return (
      extend(methods, 'callInitHook', { before: (application) => note(application, close) }) &&
      extend(methods, 'callDestroyHook', { before: (application) => closed.add(application) })
    )
  },
}
