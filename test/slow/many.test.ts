import { describeResetOf } from '../engine/manySessions';

describeResetOf(2_000);
