import type { HotseatError } from '@hotseat/core'

export interface FailurePage {
  /** Its `content-type`. */
  readonly type: string
  readonly body: string
}

/**
 * A failure as the client reads it: `application/json` or `text/html`, whichever its `Accept` names first, else plain
 * text.
 *
 * @example failurePage(error, 'application/json').body // {"error":{"code":"…","message":"…","file":"…","line":3,"column":7}}
 */
export function failurePage(error: HotseatError, accept = ''): FailurePage {
  const [first] = /application\/json|text\/html/i.exec(accept) ?? []
  if (first === undefined) return { type: 'text/plain; charset=utf-8', body: text(error) }
  return first.toLowerCase() === 'text/html'
    ? { type: 'text/html; charset=utf-8', body: html(error) }
    : { type: 'application/json; charset=utf-8', body: json(error) }
}

function json({ code, message, location }: HotseatError): string {
  const { file, line, column } = location ?? {}
  return `${JSON.stringify({ error: { code, message, file, line, column } })}\n`
}

function text(error: HotseatError): string {
  return `${[error.code, error.message, placeOf(error), error.location?.frame].filter(Boolean).join('\n\n')}\n`
}

function html(error: HotseatError): string {
  const place = placeOf(error)
  const frame = error.location?.frame
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(error.code)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 3rem auto; max-width: 60rem; padding: 0 1rem }
  h1 { font-size: 1rem; opacity: 0.7 }
  pre { font: 14px/1.5 ui-monospace, monospace; overflow-x: auto; white-space: pre-wrap }
  .frame { background: #8881; border-left: 3px solid #d33; padding: 1rem; white-space: pre }
</style>
<h1>${escape(error.code)}</h1>
<pre>${escape(error.message)}</pre>
${place === undefined ? '' : `<pre>${escape(place)}</pre>\n`}${frame === undefined ? '' : `<pre class="frame">${escape(frame)}</pre>\n`}</html>
`
}

function placeOf({ location }: HotseatError): string | undefined {
  return location && `${location.file}:${location.line}:${location.column}`
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
