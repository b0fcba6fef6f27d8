import { createNonce } from '../guard/policy.ts'
import { prefix } from '../protocol.ts'
import type { Answer } from './answer.ts'

/**
 * The inspector's page. Everything else in it is made by its script.
 *
 * @param policy the Content-Security-Policy for a nonce
 */
export function inspectorPage(policy: (nonce: string) => string): Answer {
  const nonce = createNonce()
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': policy(nonce), 'x-frame-options': 'DENY' },
    body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hotseat</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${prefix}/assets/inspector.css">
<script type="module" src="${prefix}/assets/inspector.js" nonce="${nonce}"></script>
<main id="inspector"></main>
<noscript>The inspector needs JavaScript.</noscript>
</html>
`,
  }
}
