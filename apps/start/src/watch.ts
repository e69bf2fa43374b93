import { watch } from 'node:fs';

const quietMs = 400;

/** Calls `reload` when compiled files have changed and the compiler has fallen silent; never twice at the same time. */
export function onRecompiled(folder: string, reload: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined;
  let reloading = Promise.resolve();
  watch(folder, { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.js')) return;
    clearTimeout(timer);
    timer = setTimeout(() => (reloading = reloading.then(reload)), quietMs);
  });
}
