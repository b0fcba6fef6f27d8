/** An option of a command. */
export interface OptionOf {
  /** Without the dashes: `port`. */
  readonly name: string
  /** What its value is called; undefined for a switch. */
  readonly value?: string
  /** All that the value may be, for completion. */
  readonly words?: readonly string[]
  /** The value is a file, for completion. */
  readonly isFile?: true
  readonly about: string
}

/** A command, as help, completion and the reader of the command line know it. */
export interface Command {
  readonly name: string
  readonly argument?: { readonly name: string; readonly words?: readonly string[] }
  readonly about: string
  readonly options: readonly OptionOf[]
  /** With what it does, for help. */
  readonly examples: readonly (readonly [line: string, what: string])[]
}

const config: OptionOf = {
  name: 'config',
  value: 'file',
  isFile: true,
  about: 'Config file (else hotseat.config.ts beside package.json)',
}

/** All commands, in the order in which help lists them. Each knows the options that its kind of `Invocation` has. */
export const commands = [
  {
    name: 'dev',
    argument: { name: 'entry' },
    about: 'Serve an application; every save puts new code in its seat',
    options: [
      { name: 'port', value: 'port', about: 'Port; 0 takes any free one (else PORT, else 5000)' },
      { name: 'host', value: 'host', about: 'Address to listen on (else 127.0.0.1)' },
      config,
      {
        name: 'freshness',
        value: 'policy',
        words: ['serve', 'hold'],
        about: 'serve: answer at once; hold: while a change is pending, wait for it',
      },
      { name: 'json', about: 'Print each event as a line of JSON' },
      { name: 'no-devtools', about: 'Pages do not refresh themselves, and there is no inspector' },
    ],
    examples: [
      ['hotseat dev', 'finds the entry: src/app.ts, app.ts, src/server.ts, …'],
      ['hotseat dev src/main.ts --port 3000', 'an entry of another name, on another port'],
      ['hotseat dev --freshness hold', 'no answer from old code while new code is on its way'],
      ['hotseat dev --json', 'for a program: one event a line'],
    ],
  },
  {
    name: 'init',
    argument: { name: 'entry' },
    about: 'Set an existing project up: script, packages, config; shows the diff, and asks',
    options: [
      { name: 'yes', about: 'Do not ask' },
      { name: 'dry-run', about: 'Show the diff, and change nothing' },
    ],
    examples: [
      ['hotseat init', 'shows what would change, and asks'],
      ['hotseat init src/server/main.ts --yes', 'an entry that would not be found by its name; does not ask'],
    ],
  },
  {
    name: 'doctor',
    argument: { name: 'entry' },
    about:
      'Explain what is detected, and what to change; --compare: run natively and under Hotseat, and tell what differs',
    options: [
      config,
      { name: 'json', about: 'Print what was found as JSON' },
      { name: 'port', value: 'port', about: 'As for dev: whether it is free is looked at' },
      { name: 'compare', about: 'Compare: routes, ports, environment, warnings, errors, handles' },
      { name: 'native', value: 'command', about: 'With --compare: how the application is run natively (else guessed)' },
      {
        name: 'path',
        value: 'path',
        about: 'With --compare: a path to ask, beside what the application tells; may be repeated',
      },
    ],
    examples: [
      ['hotseat doctor', 'what dev would do here, and what is in its way'],
      ['hotseat doctor --compare src/main.ts --path /health', 'does it do the same under Hotseat?'],
      ['hotseat doctor --compare --native "tsx src/main.ts"', 'the same, saying how it is run natively'],
    ],
  },
  {
    name: 'completion',
    argument: { name: 'shell', words: ['bash', 'zsh', 'fish'] },
    about: 'Print the script by which a shell completes commands, options and files',
    options: [],
    examples: [
      ['hotseat completion bash >> ~/.bashrc', 'for every new bash'],
      ['hotseat completion zsh > "${fpath[1]}/_hotseat"', 'for every new zsh that has run compinit'],
      ['hotseat completion fish > ~/.config/fish/completions/hotseat.fish', 'for every new fish'],
      ['eval "$(hotseat completion bash)"', 'for this shell only'],
    ],
  },
] as const satisfies readonly Command[]
