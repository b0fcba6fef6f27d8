/** @import { Failure, Place } from '../../protocol.ts' */

/** @param {Place} place @returns {string} `src/a.ts:3:14`, as a terminal and an editor take it */
export function spelled({ file, line, column }) {
  return `${file}:${line}:${column}`
}

/**
 * Who answers, and who does not.
 *
 * @param {Failure} failure
 * @returns {string} `Answered by generation 7; generation 8 failed.`
 */
export function answers({ generation, answeredBy }) {
  return answeredBy === null
    ? `Generation ${generation} failed, and there is none before it that could answer.`
    : `Answered by generation ${answeredBy}; generation ${generation} failed.`
}

/**
 * A failure as text, to be handed on.
 *
 * @param {Failure} failure
 */
export function asText(failure) {
  const { code, message, place, frame, stack, importers, causes } = failure
  return [
    `${code}: ${message}`,
    place && spelled(place),
    frame,
    stack.length > 0 && stack.map((at) => `    at ${spelled(at)}`).join('\n'),
    importers.length > 0 && importers.map((file) => `imported by ${file}`).join('\n'),
    causes.length > 0 && causes.map((cause) => `Caused by ${cause}`).join('\n'),
    answers(failure),
  ]
    .filter(Boolean)
    .join('\n\n')
}
