import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance, type FastifyTypeProvider } from 'fastify'
import { expectTypeOf, test } from 'vitest'
import { fastify } from '../src/index.ts'

/** As those for TypeBox or Zod are made. */
interface NameProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends { readonly name: infer Name } ? { readonly name: Name } : unknown
}

test('the types are Fastify’s own', () => {
  expectTypeOf(fastify()).toEqualTypeOf<ServerBinding<FastifyInstance>>()
})

test('an instance is mounted whatever its type provider, logger and server are, and keeps its inference', async () => {
  const plain = createFastify()
  const logging = createFastify({ logger: { level: 'silent' } })
  const secure = createFastify({ https: {} })
  const typed = createFastify().withTypeProvider<NameProvider>()
  typed.get('/', { schema: { querystring: { name: 'Ada' } as const } }, (request) => {
    expectTypeOf(request.query.name).toEqualTypeOf<'Ada'>()
    return request.query.name
  })
  const leaseOf = (): never => {
    throw new Error('nothing was requested')
  }
  const binding = fastify()
  typed.setValidatorCompiler(() => () => true)
  const mounted = await Promise.all([
    binding.mount(plain, leaseOf),
    binding.mount(logging, leaseOf),
    binding.mount(secure, leaseOf),
    binding.mount(typed, leaseOf),
  ])
  for (const each of mounted) await each.close?.()
})
