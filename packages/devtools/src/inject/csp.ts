/** Where a page would load the client from, and hear from the server. */
export interface Self {
  /** `http` or `https`. */
  readonly scheme: string
  /** `localhost:5000` */
  readonly authority: string
}

export type Verdict =
  /** `nonce`: to be given to the script; undefined: none is needed. */
  { readonly allowed: true; readonly nonce: string | undefined } | { readonly allowed: false; readonly why: string }

type Policy = ReadonlyMap<string, readonly string[]>

/**
 * Whether a page's policies let the client run and hear from the server, and by which nonce. Each policy has to.
 *
 * @param policies the values of its `Content-Security-Policy` headers
 * @see https://www.w3.org/TR/CSP3/
 */
export function verdictOf(policies: readonly string[], self: Self): Verdict {
  const parsed = policies.flatMap((value) => value.split(',')).map(parse)
  if (parsed.some((policy) => policy.get('sandbox')?.includes('allow-scripts') === false)) {
    return refused("the page's Content-Security-Policy has `sandbox` without `allow-scripts`.")
  }
  if (!parsed.every((policy) => letsConnect(policy, self))) {
    return refused(
      "the page's Content-Security-Policy does not let it hear from its own server. Add 'self' to connect-src.",
    )
  }
  const nonces = parsed.flatMap((policy) => scripts(policy) ?? []).flatMap((source) => nonceOf(source) ?? [])
  for (const nonce of [undefined, ...nonces]) {
    if (parsed.every((policy) => letsRun(policy, self, nonce))) return { allowed: true, nonce }
  }
  return refused(
    "the page's Content-Security-Policy does not let a script of its own server run. Add 'self', or a nonce, to script-src.",
  )
}

function refused(why: string): Verdict {
  return { allowed: false, why }
}

/** The first directive of a name counts. */
function parse(policy: string): Policy {
  const directives = policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .map(([name = '', ...sources]) => [name.toLowerCase(), sources] as const)
  return new Map(directives.toReversed())
}

function scripts(policy: Policy): readonly string[] | undefined {
  return policy.get('script-src-elem') ?? policy.get('script-src') ?? policy.get('default-src')
}

function letsRun(policy: Policy, self: Self, nonce: string | undefined): boolean {
  const sources = scripts(policy)
  if (!sources) return true
  if (nonce !== undefined && sources.some((source) => nonceOf(source) === nonce)) return true
  // Under it only scripts with a nonce, or that such a script loads, are run, wherever they are from.
  return !sources.some((source) => source.toLowerCase() === "'strict-dynamic'") && matchesSelf(sources, self)
}

function letsConnect(policy: Policy, self: Self): boolean {
  const sources = policy.get('connect-src') ?? policy.get('default-src')
  return !sources || matchesSelf(sources, self)
}

function matchesSelf(sources: readonly string[], { scheme, authority }: Self): boolean {
  const own = ["'self'", '*', `${scheme}:`, authority, `${scheme}://${authority}`]
  if (scheme === 'https') own.push('http:', `http://${authority}`)
  return sources.some((source) => own.includes(source.toLowerCase().replace(/\/$/, '')))
}

/** Only of characters that a nonce may have: it is written into the page. */
function nonceOf(source: string): string | undefined {
  return /^'nonce-([A-Za-z0-9+/_-]+={0,2})'$/i.exec(source)?.[1]
}
