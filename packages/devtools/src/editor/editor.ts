import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import type { HotseatError, SourceLocation } from '@hotseat/core'
import { errors } from '../errors.ts'
import { presets, type EditorName } from './presets.ts'

/** An editor that is known, or a command with its arguments: `['vim', '+{line}', '{file}']`. No shell reads it. */
export type Editor = EditorName | readonly string[]

/** Starts the editor at a place, whose file is one of the application's. */
export type Opener = (place: SourceLocation) => void

/** @throws {HotseatError} `HOTSEAT_BAD_EDITOR` */
export function editorOf(editor: Editor, report: (error: HotseatError) => void): Opener {
  const [command, parameters] = commandOf(editor)
  return (place) => {
    const filled = parameters.map((parameter) => fill(parameter, place))
    // The editor outlives Hotseat, and has nothing to say in its terminal.
    const child = spawn(command, filled, { shell: false, detached: true, stdio: 'ignore', windowsHide: true })
    child.once('error', (cause) => report(errors.editorFailed(command, cause)))
    child.unref()
  }
}

/** @throws {HotseatError} `HOTSEAT_BAD_EDITOR` */
export function commandOf(editor: Editor): readonly [command: string, parameters: readonly string[]] {
  const [command, ...parameters] = typeof editor === 'string' ? presetOf(editor) : editor
  if (command === undefined || command === '') throw errors.badEditor('', Object.keys(presets))
  return [command, parameters]
}

/**
 * Whether a file may be handed to an editor: `path` as it was known, where it really is inside of the application.
 * A name that an editor would take for an option or a command is not, nor is one of another machine.
 */
export function mayBeOpened(path: string): boolean {
  return !/^[\\/]{2}/.test(path) && !/^[-+]/.test(basename(path))
}

function presetOf(name: string): readonly string[] {
  const preset = Object.entries(presets).find(([each]) => each === name)?.[1]
  if (!preset) throw errors.badEditor(name, Object.keys(presets))
  return preset
}

/** In one step, so that what is put in is not looked at again. */
function fill(parameter: string, { file, line, column }: SourceLocation): string {
  const values: Readonly<Record<string, string>> = { file, line: String(line), column: String(column) }
  return parameter.replace(/\{(file|line|column)\}/g, (whole, name: string) => values[name] ?? whole)
}
