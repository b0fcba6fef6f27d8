import { join } from 'node:path'
import { built, copyOf, develop, seated, type Copy, type Served } from 'demos/copy'

export function copyOfHello(): Copy {
  return copyOf(join(import.meta.dirname, '..'), ['src', 'dev.ts', 'package.json', 'tsconfig.json'])
}

/** `hotseat dev` on a copy of the hello application. */
export interface Hello extends Served {
  /** Resolves when so many generations have been seated. */
  seated(count: number): Promise<unknown>
  /** Body of a GET. */
  text(path?: string): Promise<string>
}

export async function serve(copy = copyOfHello(), args: readonly string[] = []): Promise<Hello> {
  const hello = await listening(copy, args)
  await hello.printed(built)
  return hello
}

/** As {@link serve}, but without waiting for the first build. */
export async function listening(copy: Copy, args: readonly string[] = []): Promise<Hello> {
  const served = await develop(copy, args)
  return {
    ...served,
    seated: (count) => served.printed(seated, count),
    text: async (path = '/') => await (await fetch(new URL(path, served.url))).text(),
  }
}
