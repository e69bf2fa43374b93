export { PretendModel, type Exchange } from './pretend-model.js';
export {
  answers,
  cuts,
  fails,
  floods,
  garbage,
  hangs,
  html,
  reports,
  says,
  stalls,
  streams,
  type Behaviour,
} from './behaviours.js';
