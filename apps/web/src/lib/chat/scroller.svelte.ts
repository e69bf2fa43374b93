/** How far from the window something may be and still be in the document. */
const NEAR = '2500px 0px';
/** The end is in sight: whoever reads it wants to see what comes. */
const AT_END_PX = 60;
const FAR_FROM_END_PX = 300;

/** What a block of the conversation is told. */
interface Watcher {
  near?(isNear: boolean): void;
  height?(height: number): void;
}

/**
 * Keeps the window where it is being read: at the end while that grows, else at the same words while what is above them
 * changes its height. Browsers that anchor by themselves do so for less, so that app.css has them leave it to this.
 */
export class Scroller {
  farFromEnd = $state(false);
  #following = true;
  #y = 0;
  /** The first block there was when heights were last looked at. */
  #top: Element | null = null;
  readonly #watchers = new WeakMap<Element, Watcher>();
  /** As last laid out, and whether there was anything in it. */
  readonly #known = new WeakMap<Element, { height: number; isEmpty: boolean }>();
  readonly #near = new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => this.#watchers.get(target)?.near?.(isIntersecting)),
    { rootMargin: NEAR },
  );
  readonly #sizes = new ResizeObserver((entries) => this.#keepPlace(entries.map(({ target }) => target)));

  /** Begins; returns how to end. `frame` is what holds all that may grow. */
  start(frame: Element): () => void {
    const grown = new ResizeObserver(() => this.#following && this.toEnd());
    grown.observe(frame);
    addEventListener('scroll', this.#scrolled, { passive: true });
    return () => {
      removeEventListener('scroll', this.#scrolled);
      for (const observer of [grown, this.#near, this.#sizes]) observer.disconnect();
    };
  }

  /** Tells a block of the conversation when it is near, and its height. Returns how to stop. */
  watch(block: Element, watcher: Watcher): () => void {
    this.#watchers.set(block, watcher);
    this.#near.observe(block);
    this.#sizes.observe(block);
    return () => {
      this.#near.unobserve(block);
      this.#sizes.unobserve(block);
    };
  }

  /** To the end, and along with it until somebody scrolls up. */
  toEnd(): void {
    this.#following = true;
    scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    this.#y = scrollY;
    this.farFromEnd = false;
  }

  #scrolled = (): void => {
    const toGo = document.documentElement.scrollHeight - innerHeight - scrollY;
    if (toGo < AT_END_PX) this.#following = true;
    else if (scrollY < this.#y - 1) this.#following = false;
    this.#y = scrollY;
    this.farFromEnd = !this.#following && toGo > FAR_FROM_END_PX;
  };

  /** Runs between layout and painting, so that nobody sees the words jump. */
  #keepPlace(blocks: Element[]): void {
    let all = 0;
    let above = 0;
    for (const { block, top, height } of inOrder(blocks)) {
      const before = this.#known.get(block);
      const grown = height - (before?.height ?? 0);
      if (before ? top - all + before.height <= (before.isEmpty ? innerHeight : 0) : this.#isBeforeTop(block))
        above += grown;
      all += grown;
      this.#known.set(block, { height, isEmpty: block.childElementCount === 0 });
      this.#watchers.get(block)?.height?.(height);
    }
    const [first] = inOrder(blocks);
    if (first && (!this.#top?.isConnected || this.#isBeforeTop(first.block))) this.#top = first.block;
    if (this.#following) this.toEnd();
    else if (above) scrollBy({ top: above, behavior: 'instant' });
  }

  #isBeforeTop(block: Element): boolean {
    if (!this.#top?.isConnected) return false;
    return (this.#top.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_PRECEDING) > 0;
  }
}

function inOrder(blocks: Element[]) {
  return blocks
    .map((block) => ({ block, ...pick(block.getBoundingClientRect()) }))
    .sort((one, other) => one.top - other.top);
}

const pick = ({ top, height }: DOMRect) => ({ top, height });
