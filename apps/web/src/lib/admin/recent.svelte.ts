import { api, ApiError } from '#lib/api/client.js';
import type { RecentMetricsView, Sample } from '#lib/api/types.js';

/** Which instance answers, and what time it is there. */
export type Instance = Omit<RecentMetricsView, 'samples'>;

const AN_HOUR_SECONDS = 3600;
/** A sample is asked for this long after it is due; before the first one there is nothing to go by. */
const MARGIN_SECONDS = 0.5;
const FIRST_SECONDS = 2;

/** What an instance recorded in the last hour, kept up to date while somebody looks. */
export class RecentMetrics {
  instance = $state.raw<Instance | null>(null);
  samples = $state.raw<Sample[]>([]);
  error = $state.raw<unknown>(null);
  paused = $state(false);
  /** Another instance answers than before. */
  replaced = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #over = false;

  /** True when the API says that this is not for the one who asks. */
  readonly forbidden = $derived(this.error instanceof ApiError && this.error.code === 'role_required');

  /** Begins to ask; what it returns ends that. */
  start(): () => void {
    const look = () => {
      clearTimeout(this.#timer);
      if (this.#isWanted()) void this.refresh();
    };
    document.addEventListener('visibilitychange', look);
    for (const change of ['online', 'offline']) addEventListener(change, look);
    void this.refresh();
    return () => {
      this.#over = true;
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', look);
      for (const change of ['online', 'offline']) removeEventListener(change, look);
    };
  }

  pause(): void {
    this.paused = true;
    clearTimeout(this.#timer);
  }

  resume(): void {
    this.paused = false;
    void this.refresh();
  }

  /** Asks again because somebody wants it, and tells anew what is wrong then. */
  retry(): Promise<void> {
    this.error = null;
    return this.refresh();
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#asking) return;
    this.#asking = true;
    try {
      this.#take(await api.get('/admin/metrics/recent', { query: this.#known() }));
      this.error = null;
    } catch (error) {
      // One trouble is told once, not every ten seconds.
      if (codeOf(this.error) !== codeOf(error)) this.error = error;
    } finally {
      this.#asking = false;
      if (this.#isWanted()) this.#timer = setTimeout(() => void this.refresh(), this.#wait() * 1000);
    }
  }

  #known() {
    const newest = this.samples.at(-1);
    return newest && { instance: this.instance!.instance, after: newest.uptimeSeconds };
  }

  #take({ samples, ...instance }: RecentMetricsView): void {
    const goesOn = this.instance?.instance === instance.instance;
    if (this.instance && !goesOn) this.replaced = true;
    const all = goesOn ? [...this.samples, ...samples] : samples;
    const oldest = (all.at(-1)?.uptimeSeconds ?? 0) - AN_HOUR_SECONDS;
    this.samples = all.filter(({ uptimeSeconds }) => uptimeSeconds > oldest);
    this.instance = instance;
  }

  /** Nobody sees a hidden page; without a connection there is nothing to ask. */
  #isWanted(): boolean {
    const reachable = navigator.onLine || !this.instance;
    return !this.#over && !this.paused && !this.forbidden && !document.hidden && reachable;
  }

  /** Seconds until the next sample is there. */
  #wait(): number {
    const newest = this.samples.at(-1);
    if (!this.instance || !newest) return FIRST_SECONDS;
    const { intervalSeconds, uptimeSeconds } = this.instance;
    const age = uptimeSeconds - newest.uptimeSeconds;
    return this.error || age > intervalSeconds ? intervalSeconds : intervalSeconds - age + MARGIN_SECONDS;
  }
}

const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : error);
