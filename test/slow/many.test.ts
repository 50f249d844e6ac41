import { describeResetOf } from './manySessions';

describeResetOf(2_000);
