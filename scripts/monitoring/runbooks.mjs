import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const INDEX = 'README.md';
const SECTIONS = ['First look', 'Likely causes', 'Commands'];

/** What is missing of the pages of a folder, whoever comes to them at night: sections, a line in the index, links that lead somewhere. */
export function runbookProblems(folder) {
  const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
  const text = (file) => readFileSync(join(folder, file), 'utf8');
  const index = pages.includes(INDEX) ? text(INDEX) : '';
  return pages.flatMap((file) =>
    [
      ...(file === INDEX ? [] : SECTIONS.filter((section) => !hasSection(text(file), section))).map(
        (name) => `has no section "${name}"`,
      ),
      file !== INDEX && !index.includes(`](${file})`) && `is not in ${INDEX}`,
      ...linksOf(text(file))
        .filter((link) => !existsSync(join(folder, dirname(file), link)))
        .map((link) => `leads to ${link}, which is not there`),
    ]
      .filter(Boolean)
      .map((problem) => `${file} ${problem}`),
  );
}

/** A heading with something below it. */
function hasSection(text, name) {
  const [, body = ''] = text.split(`\n## ${name}\n`);
  return /\S/.test(body.split(/\n## /)[0]);
}

const linksOf = (text) =>
  [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));

/** Every query that the pages of a folder tell to ask: those in `promql` blocks, and those for `promtool query instant`. */
export function queriesInRunbooks(folder) {
  const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
  return pages.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const blocks = text.matchAll(/^```promql\n([^`]+)```$/gm);
    const commands = text.matchAll(/promtool query instant "\$PROM" '([^']+)'/g);
    return [...blocks, ...commands].map(([, expr]) => ({ page: file, expr }));
  });
}
