import { isWebhookFault, newFault, type Fault, type FaultOrder } from './fault.js';

/** When each copy of one webhook is to be sent, in milliseconds from now; none if it is lost. */
export type DeliveryPlan = number[];

/** The faults that are set, in the order they were set. They are forgotten when the sandbox stops. */
export class Faults {
  private faults: Fault[] = [];
  private lastNumber = 0;

  set(order: FaultOrder): Fault {
    const fault = newFault(`fault_${++this.lastNumber}`, order);
    this.faults.push(fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.faults];
  }

  /** Takes one away; says whether it was there. */
  clear(id: string): boolean {
    const before = this.faults.length;
    this.faults = this.faults.filter((fault) => fault.id !== id);
    return this.faults.length < before;
  }

  clearAll(): void {
    this.faults = [];
  }

  /** The faults that strike this call: any latency, then at most one that decides how it ends. */
  strikeCall(method: string, path: string): Fault[] {
    const struck: Fault[] = [];
    for (const fault of this.faults) {
      if (isWebhookFault(fault.kind) || !isMeant(fault, path) || (fault.method ?? method) !== method) continue;
      use(fault);
      struck.push(fault);
      if (fault.kind !== 'latency') break;
    }
    return struck;
  }

  /** When to deliver a webhook of this type. */
  strikeWebhook(type: string): DeliveryPlan {
    return this.faults
      .filter((fault) => isWebhookFault(fault.kind) && isMeant(fault, type))
      .reduce<DeliveryPlan>(
        (plan, fault) => {
          use(fault);
          return changedBy(fault, plan);
        },
        [0],
      );
  }
}

function changedBy(fault: Fault, plan: DeliveryPlan): DeliveryPlan {
  switch (fault.kind) {
    case 'drop':
      return [];
    case 'duplicate':
      return plan.flatMap((at) => Array.from({ length: fault.copies }, () => at));
    case 'delay':
      return plan.map((at) => at + fault.delay_ms);
    default:
      return plan.map((at) => at + Math.floor(Math.random() * fault.delay_ms));
  }
}

function isMeant(fault: Fault, text: string): boolean {
  return fault.remaining !== 0 && matches(fault.pattern, text);
}

function use(fault: Fault): void {
  fault.hits++;
  if (fault.remaining !== null) fault.remaining--;
}

/** Whether a pattern with `*` for anything covers the whole text. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
