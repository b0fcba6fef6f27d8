const goto = (command: string) => [command, '--goto', '{file}:{line}:{column}'] as const
const lined = (command: string) => [command, '--line', '{line}', '--column', '{column}', '{file}'] as const
const plain = (command: string) => [command, '{file}:{line}:{column}'] as const

/** How editors take a place, by what their commands are called. */
export const presets = {
  code: goto('code'),
  cursor: goto('cursor'),
  codium: goto('codium'),
  windsurf: goto('windsurf'),
  webstorm: lined('webstorm'),
  idea: lined('idea'),
  zed: plain('zed'),
  subl: plain('subl'),
} as const

export type EditorName = keyof typeof presets
