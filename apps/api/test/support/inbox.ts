import { eventually } from '@app/platform/testing';

/** A mail as the sandbox's inbox tells it. */
interface Message {
  subject: string;
  links: string[];
}

/** The sandbox's inbox, read by a program. */
export class Inbox {
  constructor(private readonly url: string) {}

  /** The newest link to a page of ours that was mailed to an address; `not` is the one that was there before. */
  async linkTo(address: string, page: string, not?: string): Promise<string> {
    return eventually(async () => {
      const links = (await this.mailsTo(address))
        .flatMap((mail) => mail.links)
        .filter((link) => link.includes(`${page}#`));
      return links.find((link) => link !== not);
    });
  }

  private async mailsTo(address: string): Promise<Message[]> {
    const answer = await fetch(`${this.url}/messages.json?to=${encodeURIComponent(address)}`);
    return ((await answer.json()) as { messages: Message[] }).messages;
  }
}
