import type { AddressInfo, ListenOptions, Server as NetServer } from 'node:net'
import { actAs, HotseatError, type Lease, type Mounted, type Reloader } from '@hotseat/core'
import { createListener, type HttpServer, type ListenAddress, type Listener, type ListenerOptions } from '@hotseat/http'
import { addressInUse, errors } from '../errors.ts'
import { serverLike, type Protocol } from './real-server.ts'
import { adoptSettings } from './settings.ts'

/** What listeners of captured servers have in common; see `createListener`. */
export type PortsOptions = Pick<
  ListenerOptions<unknown>,
  'freshness' | 'holdTimeout' | 'streams' | 'closeTimeout' | 'reserved' | 'prepare' | 'root' | 'onError'
> & {
  /** In the place of what the first server of the application asks for. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** What a generation answers on a port. */
  readonly mounted: (lease: Lease<unknown>, key: string) => Mounted | undefined
  /** A port has been opened, or closed. */
  readonly changed: (addresses: readonly ListenAddress[]) => void
}

interface Port {
  readonly protocol: Protocol
  readonly server: HttpServer
  readonly listener: Listener
  /** Generations that listen on it. */
  readonly holders: Set<number>
  address: ListenAddress | undefined
}

/** The ports that are really open: each as long as a generation that serves, or is being built, listens on it. */
export class Ports {
  readonly #options: PortsOptions
  readonly #ports = new Map<string, Port>()
  readonly #closing = new Set<Promise<void>>()
  #isClosed = false

  constructor(options: PortsOptions) {
    this.#options = options
  }

  /** Where the application can be reached. */
  get addresses(): readonly ListenAddress[] {
    return [...this.#ports.values()].flatMap(({ address }) => address ?? [])
  }

  /** @param isFirst of all servers of its generation */
  targetOf(asked: ListenOptions, isFirst: boolean): ListenOptions {
    const { port, host } = this.#options
    if (!isFirst || (port === undefined && host === undefined)) return asked
    const { path, ...others } = asked
    if (path !== undefined && port === undefined) return asked
    return { ...others, ...(port !== undefined && { port }), ...(host !== undefined && { host }) }
  }

  /**
   * Opens a port for a generation, or shares the one that is open.
   *
   * @returns what `server.address()` has to say
   * @throws {HotseatError} see `Listener.listen`; its cause is what the application is to be told
   */
  async open(
    key: string,
    {
      server,
      protocol,
      target,
    }: { readonly server: NetServer; readonly protocol: Protocol; readonly target: ListenOptions },
    { generation, reloader }: { readonly generation: number; readonly reloader: Reloader<unknown> },
  ): Promise<AddressInfo | string | null> {
    const known = this.#ports.get(key)
    if (known?.holders.has(generation) === true) {
      throw errors.portTakenTwice(key, addressInUse(target.port ?? 0, target.host ?? '::'))
    }
    if (known && known.protocol !== protocol) throw errors.protocolChanged(key)
    // It outlives the generation that is the first to ask.
    const port = known ?? actAs(undefined, () => this.#create(key, server, protocol, target, reloader))
    port.holders.add(generation)
    try {
      port.address = await actAs(undefined, async () => await port.listener.listen())
    } catch (error) {
      this.#ports.delete(key)
      const isOurs = [...this.#ports.values()].some(({ address }) => address?.port === target.port && target.port)
      throw isOurs && HotseatError.is(error) ? errors.hostChanged(key, error.cause) : error
    }
    if (!known) this.#options.changed(this.addresses)
    return port.server.address()
  }

  /** A server of the seated generation now answers: as it is set up. */
  adopt(key: string, server: NetServer): void {
    const port = this.#ports.get(key)
    if (port) adoptSettings(port.server, server)
  }

  /** The generation listens on none of them any more, or on none but `key`. */
  letGo(generation: number, key?: string): void {
    for (const [each, port] of this.#ports) {
      if ((key !== undefined && key !== each) || !port.holders.delete(generation) || port.holders.size > 0) continue
      this.#ports.delete(each)
      const closing = port.listener.close().finally(() => this.#closing.delete(closing))
      this.#closing.add(closing)
      if (!this.#isClosed) this.#options.changed(this.addresses)
    }
  }

  /** Finishes what is in flight, and closes all of them. */
  async close(): Promise<void> {
    this.#isClosed = true
    const open = [...this.#ports.values()].map(({ listener }) => listener.close())
    this.#ports.clear()
    await Promise.all([...open, ...this.#closing])
  }

  #create(key: string, like: NetServer, protocol: Protocol, target: ListenOptions, reloader: Reloader<unknown>): Port {
    const { mounted, port: _port, host: _host, changed: _changed, ...options } = this.#options
    const server = serverLike(like, protocol)
    adoptSettings(server, like)
    const listener = createListener({
      ...options,
      reloader,
      server,
      open: target,
      mounted: (lease) => mounted(lease, key),
    })
    const port = { protocol, server, listener, holders: new Set<number>(), address: undefined }
    this.#ports.set(key, port)
    return port
  }
}
