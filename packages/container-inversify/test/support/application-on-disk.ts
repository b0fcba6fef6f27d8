import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSourceCache, nodeFileSystem, type ModuleGraph } from '@hotseat/core'
import { loader } from '@hotseat/loader'
import type { Container } from 'inversify'
import { inversify } from '../../src/index.ts'
import { sharing, type Factory, type Generation } from './generations.ts'

const installed = fileURLToPath(new URL('../../node_modules', import.meta.url))
const tsconfig = JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } })

/** An application of files in a folder of its own, with the real loader. Its entry is `app.ts`. */
export class ApplicationOnDisk implements AsyncDisposable {
  readonly folder: string
  readonly modules = loader()
  readonly #files = createSourceCache(nodeFileSystem)
  #generation = 0

  readonly #factory: Factory

  static async create(
    files: Readonly<Record<string, string>>,
    factory: Factory = inversify(),
  ): Promise<ApplicationOnDisk> {
    const application = new ApplicationOnDisk(await mkdtemp(join(tmpdir(), 'hotseat-inversify-')), factory)
    await symlink(installed, join(application.folder, 'node_modules'))
    await application.save({ 'tsconfig.json': tsconfig, 'package.json': '{"type":"module"}', ...files })
    return application
  }

  private constructor(folder: string, factory: Factory) {
    this.folder = folder
    this.#factory = factory
  }

  async save(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.folder, name), text)
  }

  /** Loads and builds what is on disk now. Disposing it releases its modules as well. */
  async build(): Promise<Generation> {
    this.#generation += 1
    const { signal } = new AbortController()
    const perGeneration = this.#factory.perGeneration ?? []
    const load = { generation: this.#generation, signal, perGeneration, files: this.#files }
    const graph = await this.modules.load(join(this.folder, 'app.ts'), load)
    const container = await this.#create(graph, signal)
    const dispose = async (): Promise<void> => {
      await container.dispose()
      graph.release()
    }
    return { ...container, dispose }
  }

  async #create(graph: ModuleGraph, signal: AbortSignal): Promise<Generation> {
    const { configure } = graph.exports
    try {
      return await this.#factory.create((container) => (isConfigure(configure) ? configure(container) : undefined), {
        generation: this.#generation,
        signal,
        shared: sharing(),
        disposeTimeout: 2_000,
        import: (specifier) => graph.import(specifier),
      })
    } catch (error) {
      graph.release()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true })
  }
}

function isConfigure(value: unknown): value is (container: Container) => unknown {
  return typeof value === 'function'
}
