import 'reflect-metadata'
import { Container } from 'inversify'
import { expect, test } from 'vitest'
import { inRequestScope } from '../src/request-scope.ts'

/** Says when it is let go. */
function probe() {
  const container = new Container()
  const log: string[] = []
  const bind = (scope: Container): void => {
    scope
      .bind('service')
      .toDynamicValue(() => ({}))
      .inSingletonScope()
      .onDeactivation(() => void log.push('let go'))
  }
  container
    .bind('application')
    .toDynamicValue(() => ({}))
    .inSingletonScope()
    .onDeactivation(() => void log.push('application let go'))
  return { container, bind, log }
}

test('each request has services of its own, one of each, and those of the application with all others', async () => {
  const { container, bind } = probe()
  const ask = (): Promise<unknown[]> =>
    inRequestScope(container, bind, (scope) => [scope.get('service'), scope.get('service'), scope.get('application')])
  const [first, second] = await Promise.all([ask(), ask()])
  expect(first[0]).toBe(first[1])
  expect(first[0]).not.toBe(second[0])
  expect(first[2]).toBe(second[2])
  expect(container.isBound('service')).toBe(false)
})

test('they are let go once the work has settled, not before, and those of the application are not', async () => {
  const { container, bind, log } = probe()
  const work = Promise.withResolvers<string>()
  const result = inRequestScope(container, bind, async (scope) => {
    scope.get('service')
    scope.get('application')
    return await work.promise
  })
  expect(log).toEqual([])
  work.resolve('done')
  expect(await result).toBe('done')
  expect(log).toEqual(['let go'])
})

test('they are let go when the work fails, whose error is passed on', async () => {
  const { container, bind, log } = probe()
  const failing = inRequestScope(container, bind, (scope) => {
    scope.get('service')
    throw new Error('failed')
  })
  await expect(failing).rejects.toThrow('failed')
  expect(log).toEqual(['let go'])
})
