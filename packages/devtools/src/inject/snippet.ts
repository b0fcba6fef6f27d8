import { prefix } from '../protocol.ts'

const client = `${prefix}/assets/client.js`

/**
 * What a page gets. It is a file of the server's own, so that a policy with 'self' lets it run, and as a module it holds
 * nothing up.
 *
 * @param generation who answers; undefined where Hotseat itself does
 */
export function clientTag(generation: number | undefined, nonce: string | undefined): string {
  const attributes = [
    `src="${client}"`,
    ...(generation === undefined ? [] : [`data-generation="${generation}"`]),
    ...(nonce === undefined ? [] : [`nonce="${nonce}"`]),
  ]
  return `<script type="module" ${attributes.join(' ')}></script>`
}
