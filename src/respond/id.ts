export { newUlid as newId } from '#kit/ulid.ts';
