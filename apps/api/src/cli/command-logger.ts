import { ConsoleLogger } from '@nestjs/common';
import { describeError, scrubber, type LoadedConfig } from '@app/platform';

/** What a command says besides its result: errors alone, in words, and nothing that they quote or that is a secret. */
export class CommandLogger extends ConsoleLogger {
  private readonly scrub: (text: string) => string;

  constructor({ secrets }: LoadedConfig) {
    super({ logLevels: ['error'] });
    this.scrub = scrubber(secrets);
  }

  override error(thrown: unknown): void {
    const words = thrown instanceof Error ? describeError(thrown, this.scrub).message : String(thrown);
    super.error(this.scrub(words ?? 'Something was thrown'));
  }
}
