import { accelerateClock } from './acceleratedClock';
import { describeResetOf } from './manySessions';

accelerateClock(4);
// test/slow/many.test.ts resets more, in real time.
describeResetOf(200);
