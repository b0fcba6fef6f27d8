import type { HotseatError } from '@hotseat/core'
import { preferred } from './negotiate.ts'
import type { Paths } from './paths.ts'

export interface FailurePage {
  /** Its `content-type`. */
  readonly type: string
  readonly body: string
  /** Of a page. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface FailurePageOptions {
  readonly accept: string | undefined
  /** What leaves is relative to the application's folder. */
  readonly paths: Paths
  /** Lets the page's own style apply, and the client that may be appended to it run. */
  readonly nonce: string
}

/**
 * A failure as the client reads it: as JSON, HTML or plain text, by its `Accept`; text where that leaves it open.
 *
 * @example failurePage(error, { accept: 'application/json', paths, nonce }).body // {"error":{"code":"…","message":"…","file":"…","line":3,"column":7}}
 */
export function failurePage(error: HotseatError, { accept, paths, nonce }: FailurePageOptions): FailurePage {
  const shown = shownOf(error, paths)
  const type = preferred(['text/plain', 'text/html', 'application/json'], accept)
  if (type === 'application/json') return { type: 'application/json; charset=utf-8', body: json(shown) }
  if (type !== 'text/html') return { type: 'text/plain; charset=utf-8', body: text(shown) }
  return { type: 'text/html; charset=utf-8', body: html(shown, nonce), headers: protection(nonce) }
}

interface Shown {
  readonly code: string
  readonly message: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly frame: string | undefined
}

function shownOf({ code, message, location }: HotseatError, paths: Paths): Shown {
  return {
    code,
    message: paths.strip(message),
    file: location && paths.relative(location.file),
    line: location?.line,
    column: location?.column,
    frame: location?.frame === undefined ? undefined : paths.strip(location.frame),
  }
}

/** Nothing that a message says becomes more than text, were it ever to be taken for markup. */
function protection(nonce: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return { 'content-security-policy': policy.join('; '), 'x-frame-options': 'DENY' }
}

function json({ frame: _frame, ...error }: Shown): string {
  return `${JSON.stringify({ error })}\n`
}

function text(shown: Shown): string {
  return `${[shown.code, shown.message, placeOf(shown), shown.frame].filter(Boolean).join('\n\n')}\n`
}

function html(shown: Shown, nonce: string): string {
  const place = placeOf(shown)
  const { code, message, frame } = shown
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(code)}</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 3rem auto; max-width: 60rem; padding: 0 1rem }
  h1 { font-size: 1rem; opacity: 0.7 }
  pre { font: 14px/1.5 ui-monospace, monospace; overflow-x: auto; white-space: pre-wrap }
  .frame { background: #8881; border-left: 3px solid #d33; padding: 1rem; white-space: pre }
</style>
<h1>${escape(code)}</h1>
<pre>${escape(message)}</pre>
${place === undefined ? '' : `<pre>${escape(place)}</pre>\n`}${frame === undefined ? '' : `<pre class="frame">${escape(frame)}</pre>\n`}</html>
`
}

function placeOf({ file, line, column }: Shown): string | undefined {
  return file === undefined ? undefined : `${file}:${line}:${column}`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(plain: string): string {
  return plain.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
