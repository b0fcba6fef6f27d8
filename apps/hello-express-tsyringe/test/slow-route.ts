import type { Copy } from 'demos/copy'
import { copyOfHello } from './running.ts'

/** The hello application with a route that says when it has begun, and answers when the process gets SIGUSR2. */
export function withSlowRoute(copy: Copy = copyOfHello()): Copy {
  copy.edit(
    'src/app.ts',
    '  return app',
    `  app.get('/slow', async (_request, response) => {
    console.log('slow begun on ' + greeter.greet())
    await new Promise<void>((resolve) => process.once('SIGUSR2', () => resolve()))
    response.send(container.resolve<Greeter>('Greeter').greet())
  })
  return app`,
  )
  return copy
}
