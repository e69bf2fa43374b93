import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: string;
  profiles?: string[];
  secrets?: string[];
  volumes?: string[];
  ports?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
  depends_on?: Record<string, unknown>;
}
const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as {
  services: Record<string, Service>;
  volumes: Record<string, object>;
  secrets: Record<string, { file: string }>;
};
const services = Object.entries(compose.services);
const withProfile = services.filter(([, { profiles }]) => profiles).map(([name]) => name);
const allOf = <T>(list: (service: Service) => T[] | undefined) =>
  services.flatMap(([, service]) => list(service) ?? []);

describe('docker compose', () => {
  it('brings monitoring only when it is asked for', () => {
    expect(withProfile).toEqual(['prometheus', 'alertmanager', 'grafana']);
    for (const name of withProfile) expect(compose.services[name]!.profiles).toEqual(['monitoring']);
    for (const [name, { depends_on: needs = {} }] of services.filter(([name]) => !withProfile.includes(name)))
      expect([name, Object.keys(needs).filter((other) => withProfile.includes(other))]).toEqual([name, []]);
  });

  it('takes every image by an exact version', () => {
    for (const [name, { image, build }] of services) {
      if (build) continue;
      expect([name, image]).toEqual([name, expect.stringMatching(/:v?\d+\.\d+(\.\d+)?(@sha256:[0-9a-f]{64})?$/)]);
    }
  });

  it('declares every secret that is used, and no other', () => {
    const used = new Set(allOf(({ secrets }) => secrets));
    expect([...used].sort()).toEqual(Object.keys(compose.secrets).sort());
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
  });

  it('mounts folders that are there, and nobody may write to them', () => {
    const volumes = allOf(({ volumes }) => volumes);
    for (const [from, , mode] of volumes.map((volume) => volume.split(':'))) {
      if (!from!.startsWith('.')) expect(compose.volumes).toHaveProperty(from!);
      else expect([from, existsSync(from!), mode]).toEqual([from, true, 'ro']);
    }
    expect(volumes).toHaveLength(8);
  });

  it('hands every secret to who reads it, as a file', () => {
    const texts: Record<string, string> = {
      prometheus: readFileSync('monitoring/prometheus/prometheus.yml', 'utf8'),
      alertmanager: readFileSync('monitoring/alertmanager/alertmanager.yml', 'utf8'),
    };
    for (const [name, { secrets = [], environment = {} }] of services)
      for (const secret of secrets)
        expect([name, (texts[name] ?? '') + Object.values(environment).join(' ')]).toEqual([
          name,
          expect.stringContaining(`/run/secrets/${secret}`),
        ]);
  });

  it('shows monitoring to this machine alone, and says when it is well', () => {
    for (const name of withProfile) {
      const { ports = [], healthcheck } = compose.services[name]!;
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      expect(healthcheck).toBeDefined();
    }
    expect(compose.services.grafana!.ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('lets nobody into Grafana without a password, and Grafana calls nobody', () => {
    expect(compose.services.grafana!.environment).toMatchObject({
      GF_SECURITY_ADMIN_PASSWORD__FILE: '/run/secrets/grafana_password',
      GF_AUTH_ANONYMOUS_ENABLED: 'false',
      GF_USERS_ALLOW_SIGN_UP: 'false',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_NEWS_NEWS_FEED_ENABLED: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
    });
  });
});

describe('Grafana’s provisioning', () => {
  const read = (file: string) => parse(readFileSync(`monitoring/grafana/provisioning/${file}`, 'utf8'));

  it('has the source that the dashboards name', () => {
    const { uid } = read('datasources/prometheus.yml').datasources[0];
    const overview = readFileSync('monitoring/grafana/dashboards/turnpike-overview.json', 'utf8');
    const uids = new Set(
      [...overview.matchAll(/"datasource": \{ "type": "prometheus", "uid": "([^"]+)" \}/g)].map(([, it]) => it),
    );
    expect([...uids]).toEqual([uid]);
  });

  it('reads the dashboards from where they are mounted', () => {
    const { path } = read('dashboards/turnpike.yml').providers[0].options;
    expect(compose.services.grafana!.volumes).toContain(`./monitoring/grafana/dashboards:${path}:ro`);
  });
});
