/** Requests of Meshward's own between client and server: names and payloads. The one server folder that the client imports. */
export * from './access';
export * from './files';
export * from './locations';
export * from './other-validation';
export * from './overview';
export * from './scaffold';
export * from './statistics';
