/** One thing wrong with the configuration: what is called how, why, and what a good value looks like. Never the value. */
export interface ConfigProblem {
  name: string;
  reason: string;
  example?: string;
}

/** The exit code of a program that was configured wrongly (`EX_CONFIG` of sysexits.h). */
export const EXIT_CONFIG = 78;

/** Thrown by `loadConfig` with every problem at once. */
export class ConfigurationError extends Error {
  constructor(readonly problems: ConfigProblem[]) {
    super(
      [
        `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`,
        ...problems.map(
          ({ name, reason, example }) => `  ${name}: ${reason}${example ? ` (example: ${example})` : ''}`,
        ),
      ].join('\n'),
    );
    this.name = 'ConfigurationError';
  }
}
