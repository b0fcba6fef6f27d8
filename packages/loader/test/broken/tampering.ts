import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ModuleLoader, SourceFile, SourceFiles } from '@hotseat/core'

/** A loader that is made of a right one. */
export type Planted = (right: ModuleLoader) => ModuleLoader

/** What reads is the only way to the source: a loader that is given another text compiles another text. */
export function reading(files: RegExp, tamper: (text: string, generation: number) => string): Planted {
  return through((real, generation) => ({
    hash: (path) => real.hash(path),
    read(path) {
      const file = real.read(path)
      return files.test(path) ? { ...file, text: tamper(file.text, generation) } : file
    },
  }))
}

/** Text is added to what is read. */
export function adding(files: RegExp, more: string): Planted {
  return reading(files, (text) => text + more)
}

/** Whatever is read is as it was when it was first read. */
export function remembering(files: RegExp): Planted {
  const known = new Map<string, SourceFile>()
  return through((real) => {
    const remember = (path: string): SourceFile => {
      const file = known.get(path) ?? real.read(path)
      if (files.test(path)) known.set(path, file)
      return file
    }
    return { read: remember, hash: (path) => (files.test(path) ? remember(path).hash : real.hash(path)) }
  })
}

function through(filesOf: (real: SourceFiles, generation: number) => SourceFiles): Planted {
  return (right) => ({
    ...right,
    load: async (entry, context) =>
      await right.load(entry, { ...context, files: filesOf(context.files, context.generation) }),
  })
}

interface Config {
  readonly extends?: string
  readonly compilerOptions?: object
}

/** The tsconfig.json is another one while it loads, if it speaks of `setting`. */
export function configuring(change: (config: Config) => Config, setting: string): Planted {
  return (right) => ({
    ...right,
    async load(entry, context) {
      const path = join(dirname(entry), 'tsconfig.json')
      const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
      if (!text.includes(setting)) return await right.load(entry, context)
      writeFileSync(path, JSON.stringify(change(JSON.parse(text))))
      try {
        return await right.load(entry, context)
      } finally {
        writeFileSync(path, text)
      }
    },
  })
}

/** Decorators are told of other types of parameters. */
export function emitting(change: (type: unknown) => unknown): Planted {
  return (right) => ({
    ...right,
    async load(entry, context) {
      const before: unknown = Reflect.get(Reflect, 'metadata')
      if (typeof before !== 'function') return await right.load(entry, context)
      const changed = (key: string, value: unknown): unknown =>
        Reflect.apply(before, Reflect, [key, Array.isArray(value) ? value.map(change) : value])
      Reflect.set(Reflect, 'metadata', changed)
      try {
        return await right.load(entry, context)
      } finally {
        Reflect.set(Reflect, 'metadata', before)
      }
    },
  })
}
