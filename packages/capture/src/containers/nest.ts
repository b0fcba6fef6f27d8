import { nameOfToken, type Registration } from '@hotseat/core'
import { call, extend, isObject, type Library } from './library.ts'
import { entriesOf, member } from './members.ts'

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
  describe: (application) =>
    entriesOf(member(member(application, 'container'), 'modules'))
      .flatMap(([, module]) =>
        own.has(nameOf(member(module, '_metatype')))
          ? []
          : [...entriesOf(member(module, '_providers')), ...entriesOf(member(module, '_controllers'))],
      )
      .filter(([token, wrapper]) => !own.has(nameOf(token)) && member(wrapper, 'metatype') !== undefined)
      .map(([token, wrapper]) => ({ name: nameOfToken(token), lifetime: lifetimeOf(wrapper) })),
}

/** What each module has of NestJS's own. */
const own: ReadonlySet<string | undefined> = new Set(['ApplicationConfig', 'InternalCoreModule', 'ModuleRef'])

function nameOf(token: unknown): string | undefined {
  return typeof token === 'function' ? token.name : undefined
}

/** In the order of `Scope`, whose members are what NestJS's users write. */
const scopes = ['DEFAULT', 'TRANSIENT', 'REQUEST']

function lifetimeOf(wrapper: unknown): Registration['lifetime'] {
  if (member(wrapper, 'metatype') === null) return 'value'
  if (Array.isArray(member(wrapper, 'inject'))) return 'factory'
  return scopes[Number(member(wrapper, 'scope') ?? 0)] ?? 'DEFAULT'
}
