/** Why the program cannot start, in one sentence for whoever typed the command. */
export class StartProblem extends Error {
  constructor(
    sentence: string,
    readonly exitCode = 1,
  ) {
    super(sentence);
    this.name = 'StartProblem';
  }
}

/** The exit code of a wrong configuration (`EX_CONFIG` of sysexits.h). */
export const EXIT_CONFIG = 78;
