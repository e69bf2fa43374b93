/** How the sandbox's answers begin. The page has a badge for it; in what is kept, copied and read aloud it stays. */
const LABEL = '[Demo responder, not an AI model]';

/** Whether a stand-in for a model wrote this. */
export const isDemo = (answer: string): boolean => answer.startsWith(LABEL);

/** The answer without the label, of which only a part may have come yet. */
export function withoutLabel(answer: string): string {
  if (LABEL.startsWith(answer)) return '';
  return isDemo(answer) ? answer.slice(LABEL.length).trimStart() : answer;
}
