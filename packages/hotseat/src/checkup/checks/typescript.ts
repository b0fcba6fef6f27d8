import type { Facts, TsconfigFact } from '../facts.ts'
import { good, notice, wrong, type Finding } from '../finding.ts'

/** Which flags the libraries need that read decorators, and how badly. */
const readers = [
  { library: 'tsyringe', isSure: true },
  { library: '@nestjs/core', isSure: true },
  // Where every dependency is named by a decorator, they do without.
  { library: 'inversify', isSure: false },
  { library: 'typedi', isSure: false },
  { library: 'type-graphql', isSure: false },
  { library: 'typeorm', isSure: false },
  { library: 'routing-controllers', isSure: false },
] as const

const flags = ['experimentalDecorators', 'emitDecoratorMetadata'] as const

/** Whether the compiler is told what the libraries for dependency injection read. */
export function checkTsconfig({ tsconfig, entry, dependencies }: Facts): Finding[] {
  const file = 'found' in entry ? entry.found.file : undefined
  if (tsconfig !== undefined && 'problem' in tsconfig)
    return [wrong('tsconfig', tsconfig.problem, 'Mend it: nothing compiles without.')]
  if (file === undefined || !/\.[cm]?tsx?$/.test(file)) return []
  const reader = readers.find(({ library }) => dependencies.has(library))
  const options = tsconfig?.found
  const missing = reader ? flags.filter((flag) => options?.[flag] !== true) : []
  if (!reader || missing.length === 0) return [good('tsconfig', described(options))]
  const lines = missing.map((flag) => `"${flag}": true`).join(',\n')
  const where = options
    ? `In ${options.file} add to "compilerOptions":`
    : 'Add a tsconfig.json whose "compilerOptions" has:'
  const make = reader.isSure ? wrong : notice
  return [
    make('tsconfig', `${reader.library} reads types that are not emitted: ${missing.join(', ')}`, `${where}\n${lines}`),
  ]
}

function described(options: TsconfigFact | undefined): string {
  if (!options) return 'none, and none is needed'
  const { file, module, paths, extended } = options
  const from = (option: string): string => {
    const origin = extended.get(option)
    return origin === undefined ? '' : ` (from ${origin})`
  }
  return [
    file,
    ...flags.filter((flag) => options[flag] === true).map((flag) => flag + from(flag)),
    ...(module === undefined ? [] : [`module: ${module}${from('module')}`]),
    ...(paths.length > 0 ? [`paths: ${paths.join(', ')}${from('paths')}`] : []),
  ].join(', ')
}
