import { compareAnswers } from './compare-answers.ts'
import { compareByName, subjects, type ByName, type Compared, type Comparison, type OfRuns } from './comparison.ts'
import { linesOf } from './normalise.ts'
import type { Run } from './run.ts'
import { nameServers } from './server-names.ts'

/** What differs between running natively and under Hotseat. What differs between two native runs says nothing. */
export function compare(runs: OfRuns<Run>): Comparison {
  const servers = nameServers(ofRuns(runs, (run) => run.servers))
  const found = [
    compareByName('port', ofRuns(servers, counted)),
    compareByName(
      'route',
      ofRuns(runs, ({ routes }) => counted(routes)),
    ),
    compareAnswers(runs, servers),
    withoutValues(compareByName('environment variable', ofRuns(runs, environment))),
    compareByName(
      'warning',
      ofRuns(runs, ({ warnings }) => counted(warnings.filter((text) => !ofTheWay.test(text)))),
    ),
    compareByName(
      'uncaught error',
      ofRuns(runs, (run) => counted(run.errors)),
    ),
    compareByName(
      'stderr line',
      ofRuns(runs, ({ stderr }) => linesOf(stderr.written, stderr.told)),
      () => true,
    ),
    compareByName(
      'open handle',
      ofRuns(runs, ({ resources }) => counted(resources.filter((kind) => !ofHotseat.test(kind)))),
    ),
    compareByName(
      'end',
      ofRuns(runs, ({ ended }) => new Map(ended === undefined ? [] : [['the process', ended]])),
    ),
  ]
  return {
    same: Object.fromEntries(subjects.map((subject, index) => [subject, found[index]?.same ?? 0])),
    differences: found.flatMap(({ differences }) => differences),
    volatile: found.flatMap(({ volatile }) => volatile),
    firstAnswer: { native: runs[0].firstAnswer, hotseat: runs[2].firstAnswer },
  }
}

/** Warnings about how Node was made to run the files, which is not the application's doing. */
const ofTheWay = /Type Stripping|stripTypeScriptTypes|Module type of |Reparsing as ES module/

/** Handles of the watcher's, and those of requests that are just over. */
const ofHotseat = /^(?:FS|StatWatcher|TTYWrap|PipeWrap)/

function ofRuns<From, To>([native, again, hotseat]: OfRuns<From>, map: (from: From) => To): OfRuns<To> {
  return [map(native), map(again), map(hotseat)]
}

/** How often each is there: once, twice. */
function counted(names: readonly string[]): ByName {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map([...counts].map(([name, count]) => [name, String(count)]))
}

function environment({ env }: Run): ByName {
  return new Map([...env].map(([name, value]) => [name, value ?? 'removed']))
}

/** Says of environment variables only what was done: their values may be secrets, and are digests here. */
function withoutValues({ differences, ...others }: Compared): Compared {
  const shown = (value: string | undefined): string | undefined =>
    value === undefined || value === 'removed' ? value : 'set'
  return {
    ...others,
    differences: differences.map(({ native, hotseat, ...difference }) => ({
      ...difference,
      native: shown(native),
      hotseat: shown(native) === 'set' && shown(hotseat) === 'set' ? 'set to another value' : shown(hotseat),
    })),
  }
}
