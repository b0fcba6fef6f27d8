import type { Kind, Rule } from './rule.ts'

/** SPEC.md: every rule of these kinds, as text. A test holds the file equal to it. */
export function specification(kinds: readonly Pick<Kind<never>, 'title' | 'rules'>[]): string {
  return `${[head, ...kinds.flatMap(({ title, rules }) => [`## ${title}`, ...rules.map(entry)])].join('\n\n')}\n`
}

const head = `# What an adapter keeps

<!-- Written from the rules in src: \`node .ci/specification.ts\`. -->

The key words MUST, MUST NOT and SHOULD are to be read as in [RFC 2119](https://www.rfc-editor.org/rfc/rfc2119). An
adapter conforms when every rule of its kind whose level is _must_ passes, except those that need a capability which it
does not declare. The ids are stable. Each rule is checked by \`runRules\`, and for each there is an adapter, broken on
purpose, that it catches.`

function entry({ id, rule, level, title, intent, needs }: Rule<never>): string {
  const needed = needs ? ` · needs ${needs.map((name) => `\`${name}\``).join(', ')}` : ''
  return `### \`${id}\`\n\n${rule} · ${level}${needed}\n\n${title}\n\n_${intent}_`
}
