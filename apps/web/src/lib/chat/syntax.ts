import DOMPurify from 'dompurify';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const languages = { bash, c, cpp, csharp, css, diff, go, java, javascript, json, kotlin, php, python, ruby, rust, sql };
for (const [name, language] of Object.entries({ ...languages, swift, typescript, xml, yaml }))
  hljs.registerLanguage(name, language);

/** More than this is not read for its colours, and would hold up the page. */
const MOST_CHARACTERS = 30_000;

/** One of highlight.js's own names, and not one that means something in this page's styles. */
const ITS_OWN = /^(hljs-[\w-]+|[a-z]+_+)$/;

const purifier = DOMPurify(window);
purifier.addHook('uponSanitizeAttribute', (_, attribute) => {
  if (attribute.attrName !== 'class') return;
  attribute.keepAttr = attribute.attrValue.split(' ').every((name) => ITS_OWN.test(name));
});

/** Code with its words in `<span class="hljs-…">`, as safe HTML; null when it is too long. */
export function colour(code: string, language: string): string | null {
  if (code.length > MOST_CHARACTERS) return null;
  const { value } = hljs.highlight(code, { language, ignoreIllegals: true });
  return purifier.sanitize(value, { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], ALLOW_DATA_ATTR: false });
}
