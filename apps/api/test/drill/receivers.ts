import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** https://developer.pagerduty.com/docs/send-alert-event */
const PagerDutyEvent = z.object({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'resolve']),
  dedup_key: z.string().min(1).max(255),
  payload: z.object({
    summary: z.string().min(1).max(1024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    custom_details: z.record(z.string(), z.string()).optional(),
  }),
});
/** https://docs.slack.dev/reference/messaging/attachments */
const SlackMessage = z.object({
  channel: z.string().optional(),
  attachments: z
    .array(z.object({ title: z.string(), text: z.string(), color: z.string(), fallback: z.string() }))
    .min(1),
});

export type PagerDutyEvent = z.infer<typeof PagerDutyEvent>;
export type SlackMessage = z.infer<typeof SlackMessage>;

/** PagerDuty's events API and Slack's incoming webhook on loopback. They refuse what the real ones would, and say so. */
export class Receivers {
  readonly pages: PagerDutyEvent[] = [];
  readonly messages: SlackMessage[] = [];
  readonly refused: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    void this.take(request).then((status) => {
      const answers: Record<number, string> = { 202: '{"status":"success"}', 200: 'ok' };
      response.writeHead(status).end(answers[status] ?? 'invalid');
    });
  });

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async take(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const chunk of request) body += chunk;
    try {
      const sent: unknown = JSON.parse(body);
      if (request.url === '/v2/enqueue') this.pages.push(PagerDutyEvent.parse(sent));
      else if (request.url === '/slack') this.messages.push(SlackMessage.parse(sent));
      else throw new Error('nobody listens there');
      return request.url === '/slack' ? 200 : 202;
    } catch (error) {
      this.refused.push(`${request.url}: ${String(error)}\n${body}`);
      return 400;
    }
  }
}
