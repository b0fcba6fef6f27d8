export { parcel, type ParcelOptions } from './parcel.ts'
