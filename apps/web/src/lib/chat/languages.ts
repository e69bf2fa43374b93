interface Language {
  label: string;
  /** Its name to highlight.js; none where there is nothing to colour. */
  colours?: string;
}

const NAMES: [label: string, colours: string | undefined, ...aliases: string[]][] = [
  ['Bash', 'bash', 'bash', 'sh', 'shell', 'zsh', 'console'],
  ['C', 'c', 'c', 'h'],
  ['C++', 'cpp', 'cpp', 'c++', 'hpp', 'cc'],
  ['C#', 'csharp', 'csharp', 'cs', 'c#'],
  ['CSS', 'css', 'css'],
  ['Diff', 'diff', 'diff', 'patch'],
  ['Go', 'go', 'go', 'golang'],
  ['HTML', 'xml', 'html', 'svelte', 'vue'],
  ['Java', 'java', 'java'],
  ['JavaScript', 'javascript', 'javascript', 'js', 'jsx', 'mjs', 'cjs'],
  ['JSON', 'json', 'json', 'jsonc'],
  ['Kotlin', 'kotlin', 'kotlin', 'kt'],
  ['Markdown', undefined, 'markdown', 'md'],
  ['PHP', 'php', 'php'],
  ['Python', 'python', 'python', 'py'],
  ['Ruby', 'ruby', 'ruby', 'rb'],
  ['Rust', 'rust', 'rust', 'rs'],
  ['SQL', 'sql', 'sql', 'postgres', 'postgresql', 'mysql'],
  ['Swift', 'swift', 'swift'],
  ['Text', undefined, 'text', 'txt', 'plain', 'plaintext'],
  ['TypeScript', 'typescript', 'typescript', 'ts', 'tsx'],
  ['XML', 'xml', 'xml', 'svg'],
  ['YAML', 'yaml', 'yaml', 'yml'],
];

const byAlias = new Map<string, Language>(
  NAMES.flatMap(([label, colours, ...aliases]) => aliases.map((alias) => [alias, { label, colours }] as const)),
);

/** The language that models call so, if it is one of the usual ones. */
export const languageNamed = (alias: string): Language | null => byAlias.get(alias) ?? null;
