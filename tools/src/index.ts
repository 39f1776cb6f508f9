export { BinaryUnavailable } from './binaries/attempt.ts';
export { binary, ensureBinaries, type BinaryProgress } from './binaries/ensure-binaries.ts';
export { BINARIES, type BinaryName } from './binaries/pins.ts';
