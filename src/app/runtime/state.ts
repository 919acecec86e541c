export { openRuntimeStore, type RuntimeStore } from '#store/runtime-store.ts';
