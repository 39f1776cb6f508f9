export * from './blob.ts';
export * from './declared.ts';
export * from './manifest.ts';
export * from './message.ts';
export * from './requests.ts';
export * from './signature.ts';
export * from './status.ts';
export * from './subjects.ts';
