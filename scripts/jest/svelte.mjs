// Compiles the pages' components (.svelte), modules with runes (.svelte.ts) and messages for tests without a browser:
// components render to HTML, as they do when the pages are built.
import { transformSync } from '@swc/core';
import { compile, compileModule } from 'svelte/compiler';

const withoutTypes = (source, filename) =>
  transformSync(source, {
    filename,
    swcrc: false,
    sourceMaps: false,
    module: { type: 'es6' },
    jsc: { target: 'es2023', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } },
  }).code;

export default {
  process(source, filename) {
    return { code: toJavaScript(source, filename).replaceAll('import.meta.env.SSR', 'true') };
  },
};

function toJavaScript(source, filename) {
  const options = { filename, generate: 'server', dev: false };
  if (filename.endsWith('.svelte')) return compile(source, { ...options, css: 'external', runes: true }).js.code;
  if (filename.endsWith('.ts')) return compileModule(withoutTypes(source, filename), options).js.code;
  return source;
}
