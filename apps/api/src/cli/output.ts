import { CommandRunner, Option } from 'nest-commander';

/** What every command understands. */
export interface OutputOptions {
  json?: boolean;
}

/** Prints a result: as one JSON document with `--json`, else as the lines given. */
export function print(result: object, lines: string[], { json }: OutputOptions): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** A command that understands `--json`. */
export abstract class ReportingCommand extends CommandRunner {
  @Option({ flags: '--json', description: 'print JSON' })
  json(): boolean {
    return true;
  }

  /** Ends the program as for wrong usage. */
  protected refuse(message: string): never {
    return this.command.error(`error: ${message}`, { code: 'commander.invalidArgument' });
  }
}
