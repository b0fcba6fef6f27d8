import { checkAdapters, checkConfig, checkEntry, checkEnvFiles, checkKind } from './checks/application.ts'
import {
  checkFileSystem,
  checkInotify,
  checkNode,
  checkNodeEnv,
  checkPackages,
  checkPort,
  checkRunning,
} from './checks/machine.ts'
import { checkTsconfig } from './checks/typescript.ts'
import type { Facts } from './facts.ts'
import type { Finding } from './finding.ts'

/** What the facts mean for `hotseat dev`, in the order of the report. */
export function examine(facts: Facts): readonly Finding[] {
  return [
    checkConfig(facts),
    checkEntry(facts),
    ...checkKind(facts),
    ...checkAdapters(facts),
    ...checkTsconfig(facts),
    checkNode(facts),
    checkNodeEnv(facts),
    checkPackages(facts),
    ...checkEnvFiles(facts),
    ...checkRunning(facts),
    ...checkPort(facts),
    ...checkInotify(facts),
    ...checkFileSystem(facts),
  ]
}
