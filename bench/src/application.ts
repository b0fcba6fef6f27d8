import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The library that the generated application is written with: all of its classes are anew for each generation of tsyringe's, and carried of inversify's. */
export type Library = 'tsyringe' | 'inversify'

/** A generated server application: express, four files per feature, and three that hold it together. */
export interface Application {
  readonly folder: string
  /** Where the text of a feature is answered. */
  readonly path: string
  /** How many files it has. */
  readonly modules: number
  /** Saves a file that one other imports; resolves to the text that is answered then. */
  saveLeaf(version: number): string
  /** Saves a file that all others import but those that hold them together. */
  saveShared(version: number): string
}

/** @param modules 3 more than a multiple of 4 */
export function generate(folder: string, library: Library, modules: number): Application {
  const features = Array.from({ length: (modules - 3) / 4 }, (_, index) => index)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('package.json', manifest(library))
  write('tsconfig.json', tsconfig)
  write('src/app.ts', app(library))
  write('src/controllers.ts', controllers(features))
  write('src/shared.ts', shared(1))
  for (const feature of features) {
    const files = { model, repository, service, controller }
    for (const [name, text] of Object.entries(files)) write(`src/feature-${feature}/${name}.ts`, text(library, 1))
  }
  const versions = { leaf: 1, shared: 1 }
  const answer = (): string => `shared ${versions.shared}: item 0 of ${versions.leaf}`
  return {
    folder,
    path: '/feature-0',
    modules,
    saveLeaf(version) {
      versions.leaf = version
      write('src/feature-0/model.ts', model(library, version))
      return answer()
    },
    saveShared(version) {
      versions.shared = version
      write('src/shared.ts', shared(version))
      return answer()
    },
  }
}

const manifest = (library: Library): string =>
  JSON.stringify({
    name: 'generated',
    private: true,
    type: 'module',
    dependencies: { express: '*', 'reflect-metadata': '*', [library]: '*' },
    devDependencies: { '@hotseat/watcher-chokidar': '*' },
  })

const tsconfig = JSON.stringify({
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  },
})

const app = (library: Library): string => `import 'reflect-metadata'
import express from 'express'
import { controllers } from './controllers.ts'

interface Container {
  ${library === 'tsyringe' ? 'resolve' : 'get'}<Type>(type: new (...parameters: never[]) => Type): Type
}

export default function createApp(container: Container) {
  const app = express()
  app.get('/:feature', (request, response) => {
    const controller = controllers.get(request.params.feature)
    if (controller) response.send(container.${library === 'tsyringe' ? 'resolve' : 'get'}(controller).show())
    else response.status(404).end()
  })
  return app
}
`

const controllers = (features: readonly number[]): string => `
${features.map((each) => `import { Controller as Controller${each} } from './feature-${each}/controller.ts'`).join('\n')}

export const controllers = new Map<string, new (...parameters: never[]) => { show(): string }>([
${features.map((each) => `  ['feature-${each}', Controller${each}],`).join('\n')}
])
`

const shared = (version: number): string => `export interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
}

export const label = 'shared ${version}'

export function page<Item>(items: readonly Item[], offset: number, count: number): Page<Item> {
  return { items: items.slice(offset, offset + count), total: items.length }
}
`

const model = (_: Library, version: number): string => `import { label } from '../shared.ts'

export interface Item {
  readonly id: number
  readonly name: string
  readonly tags: readonly string[]
}

export const text = 'of ${version}'

export function item(id: number): Item {
  return { id, name: \`item \${id} \${text}\`, tags: [label, text] }
}

export function isTagged({ tags }: Item, tag: string): boolean {
  return tags.some((each) => each.toLowerCase() === tag.toLowerCase())
}
`

const repository = (library: Library): string => `import { injectable } from '${library}'
import { label, page, type Page } from '../shared.ts'
import { isTagged, item, type Item } from './model.ts'

@injectable()
export class Repository {
  readonly #items = new Map<number, Item>()

  find(id: number): Item {
    const known = this.#items.get(id) ?? item(id)
    this.#items.set(id, known)
    return known
  }

  tagged(tag: string, offset: number): Page<Item> {
    return page([...this.#items.values()].filter((each) => isTagged(each, tag)), offset, 20)
  }

  get label(): string {
    return label
  }
}
`

const service = (library: Library): string => `import { injectable } from '${library}'
import { label } from '../shared.ts'
import { Repository } from './repository.ts'

@injectable()
export class Service {
  constructor(private readonly repository: Repository) {}

  describe(id: number): string {
    const { name } = this.repository.find(id)
    return \`\${label}: \${name}\`
  }

  async describeAll(ids: readonly number[]): Promise<string[]> {
    const texts: string[] = []
    for (const id of ids) texts.push(this.describe(id))
    return texts
  }
}
`

const controller = (library: Library): string => `import { injectable } from '${library}'
import { page } from '../shared.ts'
import { Service } from './service.ts'

@injectable()
export class Controller {
  constructor(private readonly service: Service) {}

  show(): string {
    return this.service.describe(0)
  }

  async index(offset: number): Promise<readonly string[]> {
    const ids = page([0, 1, 2, 3, 4, 5, 6, 7], offset, 4).items
    return await this.service.describeAll(ids)
  }
}
`
