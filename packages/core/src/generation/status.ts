import type { ModuleDescription, Registration } from '../ports/descriptions.ts'

/** A generation that holds something still, as it is at the moment it is asked about. For people to look at. */
export interface GenerationStatus {
  readonly generation: number
  /** `draining`: retired, and its leases are waited for. `disposing`: it lets go of what it has. */
  readonly state: 'live' | 'draining' | 'disposing'
  /** Milliseconds since it came into this state. */
  readonly age: number
  /** Those that hold it, the oldest first. */
  readonly leases: readonly LeaseStatus[]
  /** Its modules. Empty where the loader cannot tell, or they are gone. */
  modules(): readonly ModuleDescription[]
  /** What its container knows. Empty where the factory cannot tell, or it is gone. */
  registrations(): readonly Registration[]
}

/** A lease that has not ended. */
export interface LeaseStatus {
  /** Of a request, its method and path, without the query: `GET /notes`. */
  readonly route: string | undefined
  /** Milliseconds since it was taken. */
  readonly age: number
  /** It was given up, or its response has closed; what it `hold`s goes on. */
  readonly released: boolean
}
