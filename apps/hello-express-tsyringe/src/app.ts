import 'reflect-metadata'
import express, { type Express } from 'express'
import type { DependencyContainer } from 'tsyringe'
import { Greeter } from './greeter.ts'

/** Registers the services. In development every save gets a container of its own. */
export function configure(container: DependencyContainer): void {
  container.registerSingleton('Greeter', Greeter)
}

/** Builds the application. It does not listen, and it does not know who calls it: main.ts or Hotseat. */
export default function createApp(container: DependencyContainer): Express {
  const greeter = container.resolve<Greeter>('Greeter')
  const app = express()

  app.get('/', (_request, response) => {
    response.send(greeter.greet())
  })

  return app
}
