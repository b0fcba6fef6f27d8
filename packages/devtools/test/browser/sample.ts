import { join } from 'node:path'
import { HotseatError, type ModuleDescription, type ModuleReason, type Registration } from '@hotseat/core'
import type { Source } from './stage.ts'

const areas = ['orders', 'billing', 'catalogue', 'users', 'shipping', 'search', 'reports', 'mail'] as const
const roles = ['routes', 'service', 'repository', 'schema', 'events', 'policy', 'mapper'] as const

/** The modules of a made-up shop: each imports a few of those after it, all are reached from `src/app.ts`. */
export function sampleModules(root: string, count: number): ModuleDescription[] {
  const paths = Array.from({ length: count }, (_, index) => join(root, pathOf(index)))
  const below = new Map<number, number[]>(paths.map((_, index) => [index, []]))
  for (let index = 1; index < count; index += 1) {
    // The parent of each: a tree about seven wide; and a few that reach across it.
    below.get(Math.floor((index - 1) / 7))?.push(index)
    if (index % 3 === 0) below.get(Math.floor(index / 2))?.push(index)
  }
  const changed = Math.floor(count / 2)
  const anew = new Set<number>()
  for (let at = changed; at > 0; at = Math.floor((at - 1) / 7)) anew.add(at)
  anew.add(0)
  return paths.map((path, index) => {
    const reason: ModuleReason = index === changed ? 'changed' : anew.has(index) ? 'import' : 'carried'
    const because = below.get(index)?.find((target) => anew.has(target))
    return {
      path,
      imports: (below.get(index) ?? []).flatMap((target) => paths[target] ?? []),
      reason,
      ...(reason === 'import' && because !== undefined && { because: paths[because] ?? '' }),
    }
  })
}

function pathOf(index: number): string {
  if (index === 0) return 'src/app.ts'
  const area = areas[index % areas.length] ?? 'orders'
  const role = roles[Math.floor(index / areas.length) % roles.length] ?? 'service'
  const part = Math.floor(index / (areas.length * roles.length))
  return part === 0 ? `src/${area}/${role}.ts` : `src/${area}/${role}-${part}.ts`
}

export function sampleRegistrations(count: number): Registration[] {
  return Array.from({ length: count }, (_, index) => {
    const area = areas[index % areas.length] ?? 'orders'
    const role = roles[Math.floor(index / areas.length) % roles.length] ?? 'service'
    const part = Math.floor(index / (areas.length * roles.length)) || ''
    return {
      name: `${area.charAt(0).toUpperCase()}${area.slice(1)}${role.charAt(0).toUpperCase()}${role.slice(1)}${part}`,
      lifetime: ['Singleton', 'Transient', 'ContainerScoped', 'value'][index % 4] ?? 'Singleton',
      // As container factories tell it: of what one instance is kept.
      resolved: index % 2 === 1 ? undefined : index % 3 === 0,
    }
  })
}

const greeter = `import { injectable } from 'tsyringe'
import { Clock } from './clock.ts'

@injectable()
export class Greeter {
  constructor(private readonly clock: Clock) {}

  greet(): string {
    const hour = this.clock.hour(
    return hour < 12 ? 'Good morning' : 'Hello'
  }
}
`

/** A parenthesis that is missing, and the files it is shown with. */
export function sampleFailure(root: string): Source & { readonly files: Readonly<Record<string, string>> } {
  const file = join(root, 'src/greeter.ts')
  const app = join(root, 'src/app.ts')
  const frame = [
    '   7 |   greet(): string {',
    '   8 |     const hour = this.clock.hour(',
    ">  9 |     return hour < 12 ? 'Good morning' : 'Hello'",
    '     |     ^',
    '  10 |   }',
    '  11 | }',
  ].join('\n')
  return {
    files: {
      'src/greeter.ts': greeter,
      'src/app.ts':
        "import express from 'express'\nimport { Greeter } from './greeter.ts'\n\nexport default function createApp() {\n  return express()\n}\n",
    },
    failure: new HotseatError({
      code: 'HOTSEAT_LOADER_SYNTAX',
      message: 'src/greeter.ts cannot be compiled: the parenthesis that was opened in line 8 is not closed.',
      location: { file, line: 9, column: 5, frame },
      cause: new SyntaxError('Expected `,` or `)` but found `return`'),
    }),
    trace: [
      { file, line: 9, column: 5 },
      { file: app, line: 2, column: 25 },
    ],
    importers: [app, join(root, 'src/main.ts')],
  }
}
