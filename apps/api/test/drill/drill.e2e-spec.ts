import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from '@app/platform/testing';
import { repeat } from './repeat.js';
import { Stage } from './stage.js';
import { describeWithMonitoring, monitoringTools } from './tools.js';

const DASHBOARDS = 'monitoring/grafana/dashboards';
/** So many, with five sockets each, that two of those which drop are no mass. */
const PEOPLE = 30;
/** Far more than any alert of these needs, in the drill's time. */
const LONG_MS = 90_000;

interface Panel {
  title: string;
  targets?: { expr: string }[];
  panels?: Panel[];
}
const panelsOf = (panels: Panel[]): Panel[] => panels.flatMap((panel) => [panel, ...panelsOf(panel.panels ?? [])]);
const queries = readdirSync(DASHBOARDS).flatMap((file) => {
  const { title, panels } = JSON.parse(readFileSync(`${DASHBOARDS}/${file}`, 'utf8')) as {
    title: string;
    panels: Panel[];
  };
  return panelsOf(panels).flatMap((panel) =>
    (panel.targets ?? []).map(({ expr }) => ({ panel: `${title}: ${panel.title}`, expr })),
  );
});

/** A panel's query as Grafana asks it for all instances and the last minutes. */
const askedNow = (expr: string) =>
  expr
    .replaceAll('$instance', '.*')
    .replaceAll(/\$__(rate_)?interval/g, '1m')
    .replaceAll('$__range', '5m');

describeWithMonitoring('a drill with a real Prometheus and Alertmanager', () => {
  const stage = new Stage();
  beforeAll(() => stage.open(), 120_000);
  afterAll(() => stage.close(), 60_000);

  /** What the receivers got of an alert, once it is there. */
  const paged = (words: string) =>
    eventually(
      () =>
        stage.receivers.pages.find((page) => page.event_action === 'trigger' && JSON.stringify(page).includes(words)),
      LONG_MS,
    );
  const told = (words: string) =>
    eventually(() => stage.receivers.messages.find((message) => JSON.stringify(message).includes(words)), LONG_MS);

  it('people use the product, and every panel of every dashboard has data', async () => {
    const { crowd, stripe, prometheus } = stage;
    await crowd.signUp(PEOPLE);
    await crowd.openSockets();
    await crowd.buy(0);
    await stripe.subscribe('person-0@example.com', 'price_sandbox_pro_monthly');
    const empty = async () => {
      const answers = await Promise.all(
        queries.map(async ({ panel, expr }) => {
          const found = await prometheus.query(askedNow(expr));
          return found.some(({ value: [, value] }) => value !== 'NaN') ? [] : [`${panel}: ${expr}`];
        }),
      );
      return answers.flat();
    };
    const using = [repeat(1000, () => crowd.say('/fast Hello')), repeat(1000, (at) => crowd.buy(at + 1))];
    await eventually(async () => (await empty()).length === 0, 30_000).catch(() => undefined);
    expect(await empty()).toEqual([]);
    await Promise.all(using.map((stop) => stop()));
    expect(queries.length).toBeGreaterThan(40);
  }, 120_000);

  it('promtool finds nothing wrong with the metrics', async () => {
    const { status, stdout, stderr } = spawnSync(monitoringTools().promtool, ['check', 'metrics'], {
      input: await stage.metrics(),
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('a restart that drains every socket fires nothing', async () => {
    const { crowd, prometheus, instances } = stage;
    const [old, young] = instances;
    young.start();
    await eventually(() => young.isReady(), 20_000);
    await prometheus.lookAt(old.url, young.url);
    const closed = Promise.all(crowd.sockets.map((socket) => socket.closed));
    crowd.url = young.url;
    expect(await old.end('SIGTERM')).toBe(0);
    await prometheus.lookAt(young.url);
    expect(new Set(await closed)).toEqual(new Set([1012]));
    await crowd.openSockets();

    const drained = 'sum(last_over_time(turnpike_websocket_disconnects_total{reason="server_shutdown"}[5m]))';
    expect(Number((await prometheus.query(drained))[0]?.value[1])).toBeGreaterThan(0);
    // Until everything of it has left the windows of the rules.
    const left = 'sum(count_over_time(turnpike_websocket_connections{instance="OLD"}[10s])) or vector(0)';
    const query = left.replace('OLD', new URL(old.url).host);
    await eventually(async () => (await prometheus.query(query))[0]?.value[1] === '0', 30_000);
    expect(await prometheus.fired()).toEqual([]);
    expect([stage.receivers.pages, stage.receivers.messages]).toEqual([[], []]);
    old.start();
    await eventually(() => old.isReady(), 20_000);
    await prometheus.lookAt(old.url, young.url);
  }, 90_000);

  describe('while the sandbox breaks everything at once', () => {
    const ends: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      const { crowd, stripe } = stage;
      const subscription = await stripe.subscribe('person-0@example.com', 'price_sandbox_pro_monthly');
      await stripe.breakCalls('GET', '/v1/*');
      await stripe.breakCalls('POST', '/v1/checkout/*');
      for (let note = 0; note < 30; note++) await stripe.touch(subscription, String(note));
      ends.push(repeat(0, (at) => Promise.all([1, 2, 3, 4].map((buyer) => crowd.buy(at * 4 + buyer)))));
      ends.push(repeat(4000, (at) => crowd.drop(at)));
      ends.push(repeat(0, () => crowd.say('/slow Tell me of turnpikes', 400)));
      const hanging: Promise<void>[] = [];
      const hang = repeat(300, () => void hanging.push(crowd.postSlowly('/billing/portal', 11_000)));
      ends.push(() => hang().then(() => void Promise.all(hanging)));
    }, 30_000);
    afterAll(async () => {
      // Turns end in the middle of a word when their sockets drop.
      await Promise.allSettled(ends.map((end) => end()));
      await stage.stripe.heal();
    }, 60_000);

    it(
      'requests that fail wake somebody',
      async () => {
        expect((await paged('HttpErrorRateHigh')).payload.severity).toBe('critical');
        await told('HttpErrorRateHigh');
      },
      LONG_MS,
    );

    it(
      'requests that hang wake somebody',
      async () => {
        expect((await paged('HttpLatencyHigh')).payload.severity).toBe('critical');
        await told('HttpLatencyHigh');
      },
      LONG_MS,
    );

    it('slow turns are told of in the channel', () => told('TurnLatencyHigh'), LONG_MS);
    it('a backlog of webhooks is told of in the channel', () => told('WebhookBacklog'), LONG_MS);
    it('sockets that drop one by one are told of in the channel', () => told('WebsocketDropsHigh'), LONG_MS);

    it(
      'and when they all drop, somebody is woken',
      async () => {
        for (const socket of stage.crowd.sockets) socket.vanish();
        expect((await paged('WebsocketMassDrops')).payload.severity).toBe('critical');
      },
      LONG_MS,
    );
  });

  it(
    'when all is well again, PagerDuty hears that',
    async () => {
      const { dedup_key } = await paged('WebsocketMassDrops');
      const latest = () => stage.receivers.pages.findLast((page) => page.dedup_key === dedup_key)!.event_action;
      await eventually(() => latest() === 'resolve', LONG_MS);
    },
    2 * LONG_MS,
  );

  it('PagerDuty and Slack refused nothing', () => {
    expect(stage.receivers.refused).toEqual([]);
  });
});
