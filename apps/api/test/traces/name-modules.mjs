import { registerHooks } from 'node:module';

// Before the program: names, when told to by SIGUSR2, every module that was loaded after this one.
const urls = new Set();
registerHooks({
  load(url, context, next) {
    urls.add(url);
    return next(url, context);
  },
});
process.on('SIGUSR2', () => process.stdout.write(`modules: ${[...urls].join(' ')}\n`));
