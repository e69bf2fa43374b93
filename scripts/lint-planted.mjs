// Lints sources given as JSON on stdin ([{ file, code }]) as if they lay at their paths; prints the rules each one breaks.
// A process of its own, because ESLint's resolvers do not run inside Jest's module registry.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const eslint = new ESLint({ cwd: fileURLToPath(new URL('..', import.meta.url)) });
const broken = [];
for (const { file, code } of JSON.parse(await text(process.stdin))) {
  const [result] = await eslint.lintText(code, { filePath: file });
  broken.push(result.messages.map(({ ruleId }) => ruleId));
}
process.stdout.write(JSON.stringify(broken));
