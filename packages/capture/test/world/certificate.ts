import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that signs itself, made for one test: nothing secret lies in a repository, and nothing expires. */
export function certificate(name: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const commonName = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(name)))
  const who = sequence(der(0x31, commonName))
  const until = (year: string): Buffer => der(0x17, Buffer.from(`${year}0101000000Z`))
  const contents = sequence(
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    who,
    sequence(until('20'), until('49')),
    who,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', contents, privateKey)]))
  const whole = sequence(contents, ecdsaWithSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

/** https://www.itu.int/rec/T-REC-X.690: tag, length, contents. */
function der(tag: number, contents: Buffer): Buffer {
  const { length } = contents
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), contents])
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), contents])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), contents])
}
