import type { Failure } from '../protocol.ts'

/**
 * What an answer says of a build that failed, to whoever asks for something else than pages.
 *
 * @param generation who answers
 * @example { 'hotseat-generation': '7', 'hotseat-failure': 'HOTSEAT_LOADER_SYNTAX; generation=8; at="src/a.ts:3:14"' }
 */
export function failureHeaders(
  { code, generation: failed, place }: Failure,
  generation: number | undefined,
): Readonly<Record<string, string>> {
  const at = place && `; at="${safe(`${place.file}:${place.line}:${place.column}`)}"`
  return {
    ...(generation === undefined ? {} : { 'hotseat-generation': String(generation) }),
    'hotseat-failure': `${safe(code)}; generation=${failed}${at ?? ''}`,
  }
}

/** Of a header's value, as a quoted string: what cannot be in it is encoded as in a URL. */
function safe(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()))
}
