import { prefix } from '../protocol.ts'

const client = `${prefix}/assets/client.js`

/** Who answers a request. A page has to know both: after a restart there may be another first generation. */
export interface Answerer {
  /** See `State.process`. */
  readonly process: string
  /** Undefined where Hotseat itself answers. */
  readonly generation: number | undefined
}

/**
 * What a page gets. It is a file of the server's own, so that a policy with 'self' lets it run, and as a module it holds
 * nothing up.
 *
 * @param answerer who answers
 */
export function clientTag({ process, generation }: Answerer, nonce: string | undefined): string {
  const attributes = [
    `src="${client}"`,
    `data-process="${process}"`,
    ...(generation === undefined ? [] : [`data-generation="${generation}"`]),
    ...(nonce === undefined ? [] : [`nonce="${nonce}"`]),
  ]
  return `<script type="module" ${attributes.join(' ')}></script>`
}
