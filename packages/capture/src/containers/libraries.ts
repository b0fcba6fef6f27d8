import { classTransformer } from '../registries/class-transformer.ts'
import { awilix } from './awilix.ts'
import { inversify } from './inversify.ts'
import type { Library } from './library.ts'
import { nest } from './nest.ts'
import { tsyringe } from './tsyringe.ts'
import { typedi } from './typedi.ts'

/** Those whose containers are found. */
export const libraries: readonly Library[] = [awilix, classTransformer, inversify, nest, tsyringe, typedi]
