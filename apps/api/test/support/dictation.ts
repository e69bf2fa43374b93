import type { Exchange } from '@app/llm/testing';

/** A model that says what the test tells it to, when it tells it. */
export class Dictation {
  private readonly opened = Promise.withResolvers<Exchange['response']>();

  /** For `PretendModel.next`. */
  readonly behaviour = ({ response }: Exchange): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    this.opened.resolve(response);
  };

  /** Each piece becomes a delta. */
  async say(...pieces: string[]): Promise<void> {
    for (const content of pieces) await this.send({ index: 0, delta: { content }, finish_reason: null });
  }

  async end(): Promise<void> {
    await this.send({ index: 0, delta: {}, finish_reason: 'stop' });
    (await this.opened.promise).end('data: [DONE]\n\n');
  }

  /** Breaks off. */
  async breakOff(): Promise<void> {
    (await this.opened.promise).destroy();
  }

  private async send(choice: object): Promise<void> {
    const event = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'small', choices: [choice] };
    (await this.opened.promise).write(`data: ${JSON.stringify(event)}\n\n`);
  }
}
