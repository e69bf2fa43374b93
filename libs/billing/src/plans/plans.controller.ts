import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { PlansView, type PlanView } from '@app/protocol';
import { PlanCatalogue, type Plan } from './plan-catalogue.js';
import { PriceList } from './price-list.js';

@ApiTags('Billing')
@Controller('billing')
export class PlansController {
  constructor(
    private readonly catalogue: PlanCatalogue,
    private readonly prices: PriceList,
  ) {}

  @Public()
  @ApiOperation({ operationId: 'listPlans', summary: 'The plans, with what they cost and give' })
  @ApiOkResponse({ standardSchema: PlansView })
  @Get('plans')
  async list(): Promise<PlansView> {
    return { plans: await Promise.all(this.catalogue.plans.map((plan) => this.viewOf(plan))) };
  }

  private async viewOf({ name, label, prices, trialDays, features, quotas }: Plan): Promise<PlanView> {
    return {
      name,
      label,
      prices: await Promise.all(prices.map((price) => this.prices.viewOf(price))),
      ...(trialDays ? { trialDays } : {}),
      features,
      quotas,
    };
  }
}
