import { chmodSync, statfsSync, statSync, watch, type FSWatcher } from 'node:fs'

/** What is asked of the system. */
export interface System {
  readonly platform: string
  /** `fs.watch`. `name`: relative to the directory; null where the system did not say. */
  watch(directory: string, recursive: boolean, heard: (name: string | null) => void): FSWatcher
  /** The name of a file system that does not tell of changes made by others; undefined for all the rest. */
  remoteFileSystem(path: string): string | undefined
  /** Does something to a directory that changes nothing, and of which an event has to come. False: it may not. */
  touch(directory: string): boolean
}

/** Of statfs(2) and linux/magic.h: `f_type` of what is served by another machine, or by the host of this one. */
const remote: ReadonlyMap<number, string> = new Map([
  [0x69_69, 'NFS'],
  [0x51_7b, 'SMB'],
  [0xff_53_4d_42, 'CIFS'],
  [0xfe_53_4d_42, 'SMB'],
  [0x01_02_19_97, '9P (as WSL mounts the drives of Windows)'],
  [0x65_73_55_46, 'FUSE (as Docker Desktop mounts folders of the host, and sshfs)'],
  [0x78_6f_42_56, 'a shared folder of VirtualBox'],
  [0x7c_7c_66_73, 'a shared folder of Parallels'],
  [0xba_cb_ac_bc, 'a shared folder of VMware'],
  [0x00_c3_64_00, 'Ceph'],
  [0x53_46_41_4f, 'AFS'],
])

export const nodeSystem: System = {
  platform: process.platform,
  watch: (directory, recursive, heard) => watch(directory, { recursive }, (_, name) => heard(name)),
  remoteFileSystem(path) {
    if (process.platform !== 'linux') return undefined
    try {
      // Some numbers come with the sign extended.
      return remote.get(statfsSync(path).type >>> 0)
    } catch {
      return undefined
    }
  },
  touch(directory) {
    try {
      chmodSync(directory, statSync(directory).mode & 0o7777)
      return true
    } catch {
      return false
    }
  },
}
