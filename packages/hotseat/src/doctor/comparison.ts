export const subjects = [
  'port',
  'route',
  'answer',
  'environment variable',
  'warning',
  'uncaught error',
  'stderr line',
  'open handle',
  'end',
] as const

export type Subject = (typeof subjects)[number]

export interface Difference {
  readonly subject: Subject
  readonly name: string
  /** Undefined where there is nothing of it. */
  readonly native: string | undefined
  readonly hotseat: string | undefined
}

/** What has come of comparing one subject. */
export interface Compared {
  /** How many are the same. */
  readonly same: number
  readonly differences: readonly Difference[]
  /** Names of what is not compared, for it differs natively from run to run. */
  readonly volatile: readonly string[]
}

/** What the doctor found. `--json` prints it as it is. */
export interface Comparison {
  readonly same: Readonly<Record<string, number>>
  readonly differences: readonly Difference[]
  /** What is not compared, for it differs natively from run to run: `GET /: body`. */
  readonly volatile: readonly string[]
  /** Milliseconds from start to first answer. */
  readonly firstAnswer: { readonly native: number | undefined; readonly hotseat: number | undefined }
}

/** One value of each run: native, native again, under Hotseat. */
export type OfRuns<Value> = readonly [Value, Value, Value]

export type ByName = ReadonlyMap<string, string>

/** Compares by name what there is in each run. @param isSame of values, where there is one in both */
export function compareByName(
  subject: Subject,
  [native, again, hotseat]: OfRuns<ByName>,
  isSame: (one: string, other: string) => boolean = Object.is,
): Compared {
  const matches = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined ? one === other : isSame(one, other)
  const names = [...new Set([native, again, hotseat].flatMap((each) => [...each.keys()]))]
  const volatile = names.filter((name) => !matches(native.get(name), again.get(name)))
  const compared = names.filter((name) => !volatile.includes(name))
  const different = compared.filter((name) => !matches(native.get(name), hotseat.get(name)))
  return {
    same: compared.length - different.length,
    differences: different.map((name) => ({
      subject,
      name,
      native: native.get(name),
      hotseat: hotseat.get(name),
    })),
    volatile: volatile.map((name) => `${subject}: ${name}`),
  }
}
