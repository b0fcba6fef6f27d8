import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { platform } from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { tsconfigFact } from '../../src/checkup/probes/application.ts'
import { inotifyFor } from '../../src/checkup/probes/inotify.ts'
import { findMount, mountOf } from '../../src/checkup/probes/mount.ts'
import { ownPackages, supportedNodes, versionOf } from '../../src/checkup/probes/packages.ts'
import { listeningInodes, portFact } from '../../src/checkup/probes/port.ts'
import { envFilesOfNode } from '../../src/environment/env-files.ts'
import { project, write } from '../project.ts'

const mounts = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /work rw,relatime - virtiofs host rw
31 30 0:27 / /srv/node\\040modules rw - tmpfs tmpfs rw
40 22 0:40 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000
41 22 0:41 / /data rw - ext4 /dev/vdb rw
42 41 0:42 / /data rw - nfs4 server:/data rw
`

test.each([
  ['/home/me', { type: 'ext4', at: '/' }],
  ['/work', { type: 'virtiofs', at: '/work' }],
  ['/workshop', { type: 'ext4', at: '/' }],
  ['/srv/node modules/x', { type: 'tmpfs', at: '/srv/node modules' }],
  ['/mnt/c/app', { type: 'drvfs', at: '/mnt/c' }],
  ['/data/app', { type: 'nfs4', at: '/data' }],
])('%s is on the innermost mount, of several at one place on the last', (folder, mount) => {
  expect(findMount(mounts, folder)).toEqual(mount)
})

test('outside of Linux nothing is known of mounts', () => {
  expect(mountOf('/', '/nowhere/mountinfo')).toBeUndefined()
})

test.runIf(platform === 'linux')('what is watched is counted, what is ignored is not', () => {
  const root = project({ 'a/b.ts': '', 'a/c.ts': '', 'node_modules/x/index.js': '' })
  const fact = inotifyFor([root], (path) => path.includes('node_modules'))
  // The root, a, b.ts and c.ts.
  expect(fact?.needed).toBe(4)
  expect(fact?.maxWatches).toBeGreaterThan(0)
})

test.runIf(platform === 'linux')('an instance of inotify of another process of this user is counted', async () => {
  const root = project()
  const watch = `require('node:fs').watch('.'); console.log('watching')`
  const child = spawn(process.execPath, ['--eval', watch], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  await once(child.stdout, 'data')
  expect(inotifyFor([root], () => false)?.usedInstances).toBeGreaterThan(0)
})

test('who holds a port is named by what was typed and its process', async () => {
  const serve = `require('node:net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ['--eval', serve], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const [printed]: unknown[] = await once(child.stdout, 'data')
  const fact = await portFact(Number(String(printed)), '127.0.0.1')
  expect(fact).toMatchObject({ isFree: false, holder: expect.stringContaining(`(process ${child.pid})`) })
  expect(fact.holder).toContain('node --eval')
})

test('a port that nobody has is free', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  server.close()
  await once(server, 'close')
  expect(await portFact(port, '127.0.0.1')).toEqual({ port, host: '127.0.0.1', isFree: true, holder: undefined })
})

test('of the sockets on a port only those that listen count', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 501 1
   1: 0100007F:1388 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 502 1
   2: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 503 1`
  expect(listeningInodes(table, 5000)).toEqual(['501'])
})

test('of the options of a tsconfig it is known which file sets them', () => {
  const root = project({
    'app/tsconfig.json': '{ "extends": "../base.json", "compilerOptions": { "module": "nodenext" /* mine */ } }',
    'base.json': '{ "compilerOptions": { "experimentalDecorators": true, "module": "esnext" } }',
  })
  const fact = tsconfigFact(join(root, 'app/src.ts'))
  expect(fact).toMatchObject({
    found: {
      file: join(root, 'app/tsconfig.json'),
      experimentalDecorators: true,
      module: 'nodenext',
      extended: new Map([['experimentalDecorators', join(root, 'base.json')]]),
    },
  })
  write(root, { 'app/tsconfig.json': '{ "extends": "./nowhere.json" }' })
  expect(tsconfigFact(join(root, 'app/src.ts'))).toEqual({ problem: expect.stringContaining('nowhere.json') })
})

test("the application's own copy of a package counts", () => {
  const root = project({
    'package.json': '{}',
    'node_modules/@hotseat/core/package.json':
      '{ "name": "@hotseat/core", "version": "9.9.9", "exports": "./index.js" }',
    'node_modules/@hotseat/core/index.js': '',
  })
  expect(versionOf('@hotseat/core', root)).toBe('9.9.9')
  expect(versionOf('nowhere-to-be-found', root)).toBeUndefined()
  expect(ownPackages(root, new Set()).get('@hotseat/core')).toBe('9.9.9')
})

test('the range of Nodes is that of package.json', () => {
  expect(supportedNodes()).toMatch(/^\^22\.\d+\.0 \|\|/)
})

test.each([
  [['--env-file=.env', '--inspect'], ['/app/.env']],
  [
    ['--env-file', 'a.env', '--env-file-if-exists=/etc/b.env'],
    ['/app/a.env', '/etc/b.env'],
  ],
  [['--env-file-if-exists', '.env'], ['/app/.env']],
  [['--inspect'], []],
])('of %j Node reads %j', (execArgv, files) => {
  expect(envFilesOfNode(execArgv, '/app')).toEqual(files)
})
