import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileProject } from '@inlang/paraglide-js';
// @ts-expect-error: it brings no types.
import messageFormat from '@inlang/plugin-message-format';
import { loadProjectInMemory, newProject } from '@inlang/sdk';
import type { Plugin } from 'vite';

const BASE = 'en';
const SOURCE = join(import.meta.dirname, 'messages');
// Where nobody looks for changes: what a build writes must not make the next one necessary.
const OUT = join(import.meta.dirname, '.svelte-kit/messages');

/** Compiles messages/*.json, a file for each language, to the functions of `#messages`, and again when one changes. */
export function messages(): Plugin {
  return {
    name: 'turnpike:messages',
    // This early for `svelte-kit sync`, which runs nothing later.
    config: compile,
    buildStart() {
      for (const locale of locales()) this.addWatchFile(sourceOf(locale));
    },
    async watchChange(file) {
      if (dirname(file) === SOURCE) await compile();
    },
  };
}

const sourceOf = (locale: string) => join(SOURCE, `${locale}.json`);

function locales(): string[] {
  const found = readdirSync(SOURCE).map((file) => file.replace('.json', ''));
  return [BASE, ...found.filter((locale) => locale !== BASE).sort()];
}

/** In memory: a project on disk would fetch its plugins from a CDN and keep notes beside its settings. */
async function compile(): Promise<void> {
  const settings = { baseLocale: BASE, locales: locales() };
  const project = await loadProjectInMemory({
    blob: await newProject({ settings }),
    providePlugins: [messageFormat],
  });
  const files = settings.locales.map((locale) => ({ locale, content: readFileSync(sourceOf(locale)) }));
  await project.importFiles({ pluginKey: messageFormat.key, files });
  const output = await compileProject({
    project,
    projectPath: SOURCE,
    compilerOptions: { strategy: ['globalVariable', 'baseLocale'], isServer: 'import.meta.env.SSR', emitReadme: false },
  });
  const problems = await project.errors.get();
  await project.close();
  if (problems.length > 0) throw new Error(`messages/ cannot be compiled: ${problems.join('; ')}`);
  write(output);
}

/** Leaves alone what is as it should be, for whoever reads it meanwhile. */
function write(output: Record<string, string>): void {
  for (const [name, content] of Object.entries(output)) {
    const file = join(OUT, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
