import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '@sveltejs/kit';
import type { Plugin } from 'vite';

const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;
const INLINE_STYLE = /\sstyle=("[^"]*"|'[^']*')|<style[\s>]/;
const SCRIPT_FOLDER = '_app/immutable/boot';

/** Wraps an adapter so that the pages it writes run under exactly `default-src 'self'`: each inline script becomes a file. */
export function withoutInlineScripts(inner: Adapter, out: string): Adapter {
  return {
    ...inner,
    name: `${inner.name} without inline scripts`,
    async adapt(builder) {
      await inner.adapt(builder);
      const pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
      for (const page of pages) moveScriptsToFiles(out, page);
      // After the rewrite, so that the compressed copies hold the rewritten pages.
      await builder.compress(out);
    },
  };
}

function moveScriptsToFiles(out: string, page: string): void {
  const html = readFileSync(join(out, page), 'utf8').replace(INLINE_SCRIPT, (_, source: string) => {
    const name = `${createHash('sha256').update(source).digest('base64url').slice(0, 12)}.js`;
    mkdirSync(join(out, SCRIPT_FOLDER), { recursive: true });
    writeFileSync(join(out, SCRIPT_FOLDER, name), source);
    // Classic, not a module: the script finds its place on the page through `document.currentScript`.
    return `<script src="/${SCRIPT_FOLDER}/${name}"></script>`;
  });
  if (INLINE_STYLE.test(html)) throw new Error(`${page} holds an inline style, which the security headers forbid`);
  writeFileSync(join(out, page), html);
}

/** Takes the inline style off SvelteKit's route announcer; `#svelte-announcer` in app.css replaces it. */
export function withoutInlineAnnouncerStyle(): Plugin {
  return {
    name: 'turnpike:announcer-style',
    enforce: 'pre',
    transform(code, id) {
      if (!/kit\/src\/runtime\/components\/root\.svelte$/.test(id)) return;
      const stripped = code.replace(/\sstyle="[^"]*"/, '');
      if (stripped === code) this.error('SvelteKit changed its route announcer: look at root.svelte again');
      return { code: stripped, map: null };
    },
  };
}
