declare module 'virtual:operations' {
  /** `GET /findings/{id}` by operation id; made from the routes of the wire. */
  export const operations: Readonly<Record<import('#wire/routes.ts').OperationId, string>>;
}
declare module '*.css';
