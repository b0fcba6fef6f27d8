/** An application that is edited and reloaded for hours. */
export interface ReloadedApplication {
  readonly entry: string
  readonly files: Readonly<Record<string, string>>
  readonly perGeneration: readonly string[]
  /** What the n-th save changes: another content each time. */
  readonly edit: (n: number) => Readonly<Record<string, string>>
  /** A content that does not load. */
  readonly broken: (n: number) => Readonly<Record<string, string>>
}

/** Some kilobytes of source that differ each time: what is held of one generation shows in the heap. */
function ballast(n: number, extension: string): string {
  const type = extension === 'ts' ? ': number' : ''
  return Array.from(
    { length: 30 },
    (_, index) => `function f${index}(x${type}) { return x * ${n} + ${index} } // ${'text '.repeat(10)}\n`,
  ).join('')
}

const esm: ReloadedApplication = {
  entry: 'src/app.ts',
  files: {
    'src/app.ts': appOf(0),
    'src/stable.ts': `import { changing } from './changing'; export const both = () => changing`,
    'src/carried.ts': `const kept = new Map<string, number>(); export const later = () => import('./late'); export { kept }`,
  },
  perGeneration: [],
  edit: (n) => ({
    'src/changing.ts': `export const changing: number = ${n}\n${ballast(n, 'ts')}export const all = [f0, f29]`,
    'src/failing.ts': `${'\n'.repeat(n % 40)}export const fail = (why: string) => new Error(why + ${n})`,
    'src/late.ts': `import { changing } from './changing'; export const late = () => [changing, ${n}]`,
    ...(n % 10 === 0 && { 'src/app.ts': appOf(n) }),
    ...(n % 25 === 0 && { 'tsconfig.json': `{ "compilerOptions": { "strict": ${n % 2 === 0} } }` }),
  }),
  broken: (n) => ({
    'src/changing.ts': `import './failing'; export const changing: number = ${n}; throw new Error('${n}')`,
  }),
}

function appOf(n: number): string {
  return `
    import { changing } from './changing'
    import { fail } from './failing'
    import { later } from './carried'
    import './stable'
    export const state = { changing, buffer: new Uint8Array(10_000), at: ${n} }
    export async function handle(ready: Promise<void>) {
      await ready
      const { late } = await import('./late')
      return [changing, late(), fail('no').stack, (await later()).late()]
    }`
}

const commonJs: ReloadedApplication = {
  entry: 'src/app.cjs',
  files: {
    'package.json': '{}',
    'src/app.cjs': commonJsAppOf(0),
    'src/stable.cts': `const changing = require('./changing.cjs'); exports.both = () => changing`,
    'src/carried.cjs': `exports.kept = new Map(); exports.later = () => import('./late.cjs')`,
    'src/module.mjs': `import { changing } from './changing.cjs'; export const viaModule = changing`,
  },
  perGeneration: [],
  edit: (n) => ({
    'src/changing.cjs': `exports.changing = ${n}\n${ballast(n, 'cjs')}exports.all = [f0, f29]`,
    'src/failing.cts': `${'\n'.repeat(n % 40)}exports.fail = (why: string) => new Error(why + ${n})`,
    'src/late.cjs': `const { changing } = require('./changing.cjs'); exports.late = () => [changing, ${n}]`,
    ...(n % 10 === 0 && { 'src/app.cjs': commonJsAppOf(n) }),
  }),
  broken: (n) => ({ 'src/changing.cjs': `require('./failing'); throw new Error('${n}')` }),
}

function commonJsAppOf(n: number): string {
  return `
    const { changing } = require('./changing')
    const { fail } = require('./failing')
    const { later } = require('./carried')
    const { viaModule } = require('./module.mjs')
    require('./stable')
    exports.state = { changing, viaModule, buffer: new Uint8Array(10_000), at: ${n} }
    exports.handle = async (ready) => {
      await ready
      const { late } = require('./late.cjs')
      return [changing, late(), fail('no').stack, (await later()).late()]
    }`
}

const perGeneration: ReloadedApplication = {
  entry: 'src/app.ts',
  files: {
    'tsconfig.json': JSON.stringify({
      compilerOptions: { target: 'es2022', experimentalDecorators: true, emitDecoratorMetadata: true },
    }),
    'src/app.ts': `
      import 'reflect-metadata'
      import { container, singleton } from 'tsyringe'
      import { changing } from './changing'
      import { Service } from './service'
      import { load } from 'loads'
      import './stable'
      import.meta.hot.data.changing = changing
      import.meta.hot.dispose(() => state)
      @singleton() class State { readonly buffer = new Uint8Array(10_000); constructor(readonly service: Service) {} }
      export const state = container.resolve(State)
      export async function handle(ready: Promise<void>) {
        await ready
        const scope = container.createChildContainer()
        const { Late } = await import('./late')
        await load(import.meta.resolve('./route'))
        try { scope.resolve(Late).fail() } catch (error) { return [changing, (error as Error).stack] }
      }`,
    'src/service.ts': `
      import { singleton } from 'tsyringe'
      @singleton() export class Clock { now() { return 1 } }
      @singleton() export class Service { constructor(readonly clock: Clock) {} }`,
    'src/stable.ts': `export const keep = new Map(); export const late = () => import('./late')`,
    'src/route.ts': `import { state } from './app'; export const route = () => state`,
    'node_modules/loads/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/loads/index.js': 'export const load = async (url) => await import(url)',
  },
  perGeneration: ['tsyringe'],
  edit: (n) => ({
    'src/changing.ts': `export const changing: number = ${n}\n${ballast(n, 'ts')}export const all = [f0, f29]`,
    'src/late.ts': `${'\n'.repeat(n % 40)}
      import { injectable } from 'tsyringe'
      import { Service } from './service'
      @injectable() export class Late { constructor(readonly service: Service) {} fail() { throw new Error('${n}') } }`,
  }),
  broken: (n) => ({
    'src/changing.ts': `import { Service } from './service'; throw new Error('${n}' + Service); export const changing = 0`,
  }),
}

/** A package of it keeps for the process what it is told of classes. */
const registering: ReloadedApplication = {
  entry: 'src/app.ts',
  files: {
    'tsconfig.json': JSON.stringify({ compilerOptions: { target: 'es2022', experimentalDecorators: true } }),
    'src/app.ts': `
      import { IsString, validateSync } from 'class-validator'
      import { changing } from './changing'
      export class User { @IsString() name = 1; readonly buffer = new Uint8Array(10_000) }
      export const state = new User()
      export const handle = async (ready: Promise<void>) => {
        await ready
        return [changing, validateSync(state).length]
      }`,
  },
  perGeneration: [],
  edit: (n) => ({
    'src/changing.ts': `export const changing: number = ${n}\n${ballast(n, 'ts')}export const all = [f0, f29]`,
  }),
  broken: (n) => ({ 'src/changing.ts': `throw new Error('${n}'); export const changing = 0` }),
}

export const reloadedApplications = { esm, commonJs, perGeneration, registering }

export type ApplicationName = keyof typeof reloadedApplications

/** What one run is to do. */
export interface Reloading {
  readonly application: ApplicationName
  /** The folder of the application, which is there. */
  readonly root: string
  readonly reloads: number
  /** What is held on to, so that the check is seen to fail. */
  readonly leak: 'nothing' | 'generations' | 'texts' | 'packages'
}

/** What it came to. */
export interface Reloaded {
  readonly reloads: number
  /** Graphs, and what was made in them, that have been collected. */
  readonly finalized: { readonly graphs: number; readonly states: number }
  /** Bytes in use after a collection, every `every` reloads. */
  readonly every: number
  readonly heap: readonly number[]
}
