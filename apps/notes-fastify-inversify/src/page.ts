import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { TITLE } from './settings.ts'

const page = join(import.meta.dirname, '../public/index.html')

/** The page to look at, read anew for each request, and what it says at the top. */
export async function pageRoutes(app: FastifyInstance): Promise<void> {
  app.get('/', async (_request, reply) => {
    reply.type('text/html; charset=utf-8')
    return await readFile(page, 'utf8')
  })

  app.get('/about', () => ({ title: TITLE }))
}
