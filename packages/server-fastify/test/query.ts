/** A thenable as query builders are: it does its work anew for each `then`. */
export function query(work: () => Promise<unknown>): object {
  const builder = {}
  Reflect.set(builder, 'then', (resolve: (rows: unknown) => void, reject: (error: unknown) => void) => {
    void work().then(resolve, reject)
  })
  return builder
}
