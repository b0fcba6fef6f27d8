/** What became of one rule with one adapter, as the conformance suite leaves it in a test's `meta`. */
export interface Outcome {
  readonly kind: string
  readonly adapter: string
  readonly id: string
  readonly status: string
  /** Which Node it ran on, such as `24.21.0`. */
  readonly node: string
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
      node: String(member(meta, 'node')),
    }))
}

/** A table for each kind: its rules down, its adapters across. A mark without a Node holds for all that were run on. */
export function drawMatrix(kinds: readonly DrawnKind[], outcomes: readonly Outcome[]): string {
  const nodes = [...new Set(outcomes.map(({ node }) => node))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  const head = `Run on Node ${new Intl.ListFormat('en-GB').format(nodes)}.`
  const tables = kinds.map(({ name, title, rules }) => {
    const ours = outcomes.filter(({ kind }) => kind === name)
    const adapters = [...new Set(ours.map(({ adapter }) => adapter))].toSorted((a, b) => a.localeCompare(b))
    const cell = (adapter: string, id: string): string =>
      drawCell(
        nodes,
        ours.filter((outcome) => outcome.adapter === adapter && outcome.id === id),
      )
    const rows = rules.map(({ id, rule }) => [rule, `\`${id}\``, ...adapters.map((adapter) => cell(adapter, id))])
    return [`### ${title}`, table([['', 'rule', ...adapters], ...rows])].join('\n\n')
  })
  return [head, ...tables].join('\n\n')
}

/** What held although the adapter does not declare what it needs; not in the matrix, as it may hold by luck. */
export function undeclaredOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter(({ status }) => status === 'undeclared')
    .map(({ adapter, id, node }) => `${adapter} kept ${id} on Node ${node}, without declaring what that needs.`)
}

/** @throws {Error} where there are no markers */
export function putBetweenMarkers(text: string, drawn: string): string {
  const parts = /^(?<before>[^]*<!-- matrix -->\n)[^]*(?<after>\n<!-- \/matrix -->[^]*)$/.exec(text)?.groups
  if (!parts) throw new Error('no place is marked by <!-- matrix --> and <!-- /matrix -->')
  return `${parts['before']}\n${drawn}\n${parts['after']}`
}

/** ✓ only if it holds on every Node; what is otherwise on some says on which. */
function drawCell(nodes: readonly string[], outcomes: readonly Outcome[]): string {
  const byMark = Map.groupBy(nodes, (node) => mark(outcomes.filter((outcome) => outcome.node === node)))
  if (byMark.size === 1) return [...byMark.keys()].join('')
  return [...byMark]
    .filter(([drawn]) => drawn !== marks['passed'])
    .map(([drawn, on]) => [drawn, ...on.map((node) => node.split('.')[0])].join(' '))
    .join(' ')
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
