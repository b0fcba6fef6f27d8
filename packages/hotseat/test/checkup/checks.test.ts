import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { examine } from '../../src/checkup/examine.ts'
import type { Facts } from '../../src/checkup/facts.ts'
import type { Mark, Subject } from '../../src/checkup/finding.ts'

const root = '/home/me/app'

const sound: Facts = {
  root,
  dependencies: new Set(['express', 'tsyringe']),
  manifest: { found: `${root}/package.json` },
  config: { found: { file: `${root}/hotseat.config.ts`, keys: ['port'] } },
  entry: { found: { file: `${root}/src/app.ts`, by: 'search' } },
  listens: false,
  server: { found: { name: 'express', from: '@hotseat/server-express 0.1.0 for express 5.3.0' } },
  container: { found: { name: 'tsyringe', from: '@hotseat/container-tsyringe 0.1.0 for tsyringe 4.10.0' } },
  watcher: { found: { name: 'chokidar', from: '@hotseat/watcher-chokidar 0.1.0' } },
  tsconfig: {
    found: {
      file: `${root}/tsconfig.json`,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      module: 'nodenext',
      paths: ['@app/*'],
      extended: new Map([['module', '/home/me/tsconfig.base.json']]),
    },
  },
  node: { version: '24.21.0', range: '^24.0.0', isSupported: true },
  nodeEnv: 'development',
  packages: new Map([
    ['hotseat', '0.1.0'],
    ['@hotseat/core', '0.1.0'],
  ]),
  env: { files: ['.env'], read: ['.env'], missing: [] },
  port: { found: { port: 5000, host: '127.0.0.1', isFree: true, holder: undefined } },
  running: undefined,
  inotify: { maxWatches: 8192, needed: 30, maxInstances: 128, usedInstances: 3 },
  mount: { type: 'ext4', at: '/' },
}

const error = (code: string, message: string) => ({ error: new HotseatError({ code, message }) })
const options = sound.tsconfig && 'found' in sound.tsconfig ? sound.tsconfig.found : expect.fail()

test('an application in order has a ✓ for everything, and nothing to change', () => {
  const findings = examine(sound)
  expect(findings.map(({ mark }) => mark)).toEqual(findings.map(() => 'good'))
  expect(findings.every(({ advice }) => advice === undefined)).toBe(true)
  expect(findings.map(({ subject, text }) => `${subject}: ${text}`)).toContain(
    `tsconfig: ${root}/tsconfig.json, experimentalDecorators, emitDecoratorMetadata, module: nodenext (from /home/me/tsconfig.base.json), paths: @app/*`,
  )
})

/** Each is the application above with one thing planted. */
const planted: readonly (readonly [Mark, Subject, text: string, advice: string, Partial<Facts>])[] = [
  [
    'wrong',
    'config',
    'sets "prot"',
    'does not start',
    { config: error('HOTSEAT_CONFIG_UNKNOWN_KEY', 'it sets "prot"') },
  ],
  [
    'wrong',
    'config',
    'cannot be read',
    'package.json',
    { manifest: error('HOTSEAT_BAD_PACKAGE_JSON', 'package.json cannot be read') },
  ],
  [
    'wrong',
    'entry',
    'No entry was found',
    'app.ts',
    { entry: error('X', 'No entry was found. Create one of:\n  app.ts') },
  ],
  ['wrong', 'entry', 'not a file', 'Give the file', { entry: error('X', 'That is not a file. Give the file.') }],
  [
    'wrong',
    'server',
    'not installed',
    'npm install',
    { server: error('X', 'It is not installed. Run:\n  npm install') },
  ],
  ['wrong', 'container', 'none known', 'tsyringe', { container: error('X', 'none known:\n  tsyringe') }],
  ['wrong', 'watcher', 'No watcher', 'npm install', { watcher: error('X', 'No watcher. Run:\n  npm install') }],
  ['wrong', 'tsconfig', 'File not found', 'Mend it', { tsconfig: { problem: 'File not found' } }],
  [
    'wrong',
    'tsconfig',
    'emitDecoratorMetadata',
    `In ${root}/tsconfig.json add to "compilerOptions":\n"emitDecoratorMetadata": true`,
    { tsconfig: { found: { ...options, emitDecoratorMetadata: undefined } } },
  ],
  [
    'wrong',
    'tsconfig',
    'tsyringe reads types',
    'Add a tsconfig.json whose "compilerOptions" has:\n"experimentalDecorators": true,\n"emitDecoratorMetadata": true',
    { tsconfig: undefined },
  ],
  [
    'notice',
    'tsconfig',
    'inversify reads types',
    '"emitDecoratorMetadata": true',
    { dependencies: new Set(['inversify']), tsconfig: { found: { ...options, emitDecoratorMetadata: false } } },
  ],
  ['notice', 'node', '23.1.0', '^24.0.0', { node: { version: '23.1.0', range: '^24.0.0', isSupported: false } }],
  ['wrong', 'NODE_ENV', 'production', 'Unset', { nodeEnv: 'production' }],
  [
    'wrong',
    'packages',
    '@hotseat/core 0.10.0',
    'Install hotseat@0.10.0',
    {
      packages: new Map([
        ['hotseat', '0.9.0'],
        ['@hotseat/core', '0.10.0'],
      ]),
    },
  ],
  ['notice', 'env files', 'nobody reads', "envFiles: ['.env']", { env: { files: ['.env'], read: [], missing: [] } }],
  ['notice', 'env files', '.env.dev is named', 'Create it', { env: { files: [], read: [], missing: ['.env.dev'] } }],
  [
    'notice',
    'port',
    '5000 on 0.0.0.0 is free',
    '127.0.0.1',
    { port: { found: { port: 5000, host: '0.0.0.0', isFree: true, holder: undefined } } },
  ],
  [
    'wrong',
    'port',
    '5000 on 127.0.0.1 is in use by `node old.js` (process 7)',
    '--port',
    { port: { found: { port: 5000, host: '127.0.0.1', isFree: false, holder: '`node old.js` (process 7)' } } },
  ],
  ['wrong', 'port', 'PORT is "http"', 'Mend', { port: error('HOTSEAT_BAD_PORT', 'PORT is "http"') }],
  ['notice', 'running', 'process 7, http://x', 'stop it first', { running: { pid: 7, url: 'http://x' } }],
  [
    'wrong',
    'inotify',
    '9000 files and folders, and this user may watch 8192',
    'sysctl fs.inotify.max_user_watches=524288',
    { inotify: { maxWatches: 8192, needed: 9000, maxInstances: 128, usedInstances: 3 } },
  ],
  [
    'notice',
    'inotify',
    '5000 of the 8192',
    'max_user_watches',
    { inotify: { maxWatches: 8192, needed: 5000, maxInstances: 128, usedInstances: 3 } },
  ],
  [
    'wrong',
    'inotify',
    'all 128 instances',
    'max_user_instances=512',
    { inotify: { maxWatches: 8192, needed: 30, maxInstances: 128, usedInstances: 128 } },
  ],
  ...['9p', 'drvfs', 'virtiofs', 'vboxsf', 'fakeowner', 'nfs4', 'cifs', 'fuse.sshfs', 'fuse.grpcfuse'].map(
    (type) =>
      [
        'wrong',
        'file system',
        `${type}, mounted at /w`,
        'chokidar({ poll: 200 })',
        { mount: { type, at: '/w' } },
      ] as const,
  ),
]

test.each(planted)('%s: %s, where %s', (mark, subject, text, advice, change) => {
  const findings = examine({ ...sound, ...change }).filter((finding) => finding.mark !== 'good')
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ subject, mark })
  expect(findings[0]?.text).toContain(text)
  expect(findings[0]?.advice).toContain(advice)
})

test.each<readonly [string, Partial<Facts>, Subject, string]>([
  [
    'what listens itself needs no adapters',
    { listens: true, server: error('X', 'none'), container: error('X', 'none') },
    'server',
    'none is needed',
  ],
  [
    'dotenv reads .env',
    { dependencies: new Set(['dotenv']), env: { files: ['.env'], read: [], missing: [] } },
    'env files',
    'dotenv',
  ],
  [
    'a watcher that polls needs no events',
    { mount: { type: '9p', at: '/w' }, watcher: { found: { name: 'chokidar', from: undefined, polls: true } } },
    'file system',
    'looks at the files instead',
  ],
  ['overlay tells of changes made in it', { mount: { type: 'overlay', at: '/' } }, 'file system', 'in a lower layer'],
  ['an application in JavaScript needs no flags', { tsconfig: undefined, dependencies: new Set() }, 'tsconfig', 'none'],
])('%s', (_, change, subject, text) => {
  const findings = examine({ ...sound, ...change })
  expect(findings.filter(({ mark }) => mark !== 'good')).toEqual([])
  expect(findings.find((finding) => finding.subject === subject)?.text).toContain(text)
})
