/** What became of one rule with one adapter, as the conformance suite leaves it in a test's `meta`. */
export interface Outcome {
  readonly kind: string
  readonly adapter: string
  readonly id: string
  readonly status: string
}

/** As much of a kind of rules as a matrix needs. */
export interface DrawnKind {
  readonly name: string
  readonly title: string
  readonly rules: readonly { readonly id: string; readonly rule: string }[]
}

const marks: Readonly<Record<string, string>> = { passed: '✓', failed: '✗', skipped: '–', undeclared: '–' }

/** @param report what vitest's JSON reporter wrote */
export function outcomesOf(report: unknown): readonly Outcome[] {
  return list(report, 'testResults')
    .flatMap((file) => list(file, 'assertionResults'))
    .map((test) => member(member(test, 'meta'), 'conformance'))
    .filter((meta) => meta !== undefined)
    .map((meta) => ({
      kind: String(member(meta, 'kind')),
      adapter: String(member(meta, 'adapter')),
      id: String(member(meta, 'id')),
      status: String(member(meta, 'status')),
    }))
}

/** A table for each kind: its rules down, its adapters across. */
export function drawMatrix(kinds: readonly DrawnKind[], outcomes: readonly Outcome[]): string {
  return kinds
    .map(({ name, title, rules }) => {
      const ours = outcomes.filter(({ kind }) => kind === name)
      const adapters = [...new Set(ours.map(({ adapter }) => adapter))].toSorted((a, b) => a.localeCompare(b))
      const rows = rules.map(({ id, rule }) => [
        rule,
        `\`${id}\``,
        ...adapters.map((adapter) => mark(ours.filter((outcome) => outcome.adapter === adapter && outcome.id === id))),
      ])
      const notes = ours
        .filter(({ status }) => status === 'undeclared')
        .map(({ adapter, id }) => `${adapter} keeps \`${id}\` too, without declaring what it needs.`)
      return [`### ${title}`, table([['', 'rule', ...adapters], ...rows]), ...notes].join('\n\n')
    })
    .join('\n\n')
}

/** @throws {Error} where there are no markers */
export function putBetweenMarkers(text: string, drawn: string): string {
  const parts = /^(?<before>[^]*<!-- matrix -->\n)[^]*(?<after>\n<!-- \/matrix -->[^]*)$/.exec(text)?.groups
  if (!parts) throw new Error('no place is marked by <!-- matrix --> and <!-- /matrix -->')
  return `${parts['before']}\n${drawn}\n${parts['after']}`
}

/** Run twice, with options for example, an adapter has to keep the rule each time. */
function mark(outcomes: readonly Outcome[]): string {
  const worst = ['failed', 'passed', 'undeclared', 'skipped'].find((status) =>
    outcomes.some((outcome) => outcome.status === status),
  )
  return worst === undefined ? '?' : (marks[worst] ?? '?')
}

/** Padded as the formatter does it. */
function table([header = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = member(value, key)
  return Array.isArray(found) ? found : []
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
