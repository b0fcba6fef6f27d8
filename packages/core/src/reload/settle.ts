/**
 * When a burst of changes counts as over. Adaptive (numbers from measurements of editors' saves and of `git checkout`):
 * a lone file settles after `lone`; once a second change comes the window is `wide`; `max` bounds the whole. Fixed: a
 * plain trailing debounce, and nothing is built before it has passed.
 */
export type Debounce =
  | { readonly kind: 'adaptive'; readonly lone: number; readonly wide: number; readonly max: number }
  | { readonly kind: 'fixed'; readonly wait: number }

/** Changes that are still arriving. */
export interface SettleWindow {
  /** The one file that changed, once; undefined in a burst. */
  readonly lone: string | undefined
  /** A file was missing or empty: the save is under way. */
  readonly unfinished: boolean
}

/** What a batch of file events comes to. */
export interface Touch {
  /** Files whose content is not what is served, or was last shown to fail. */
  readonly paths: readonly string[]
  /** Some of them hold what the build under way, if there is one, has not read: it is overtaken. */
  readonly missed: boolean
  /** One of them is missing or empty: the save is still under way. */
  readonly unfinished: boolean
  /** Paths that nothing was built from, as far as is known. */
  readonly strange: readonly string[]
}

/**
 * A second file makes a burst, and so does the same file changed again after it was whole, also when the window has
 * closed and only the build is not done; its own echoes do not.
 *
 * @param isPending whether an earlier change has not been shown yet by a swap or a failure
 */
export function widen(
  window: SettleWindow | undefined,
  isPending: boolean,
  paths: readonly string[],
  touch: Touch,
): SettleWindow {
  const [first, ...others] = paths
  const isEcho = window === undefined || window.lone === first
  const isSameSave = !isPending || (isEcho && (window?.unfinished === true || !touch.missed))
  return { lone: others.length === 0 && isSameSave ? first : undefined, unfinished: touch.unfinished }
}

/** Milliseconds of quiet after which the window closes. `since`: when the first change arrived that nobody has seen yet. */
export function quietAfter(debounce: Debounce, window: SettleWindow, now: number, since: number): number {
  if (debounce.kind === 'fixed') return debounce.wait
  const wait = window.lone === undefined || window.unfinished ? debounce.wide : debounce.lone
  return Math.max(0, Math.min(wait, since + debounce.max - now))
}

/** True when changes have gone on for so long that nothing is waited for any more. */
export function overdue(debounce: Debounce, now: number, since: number): boolean {
  return debounce.kind === 'adaptive' && now >= since + debounce.max
}
