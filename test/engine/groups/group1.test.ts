import { runGroup } from './runGroup';

runGroup(0);
