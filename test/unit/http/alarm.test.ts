import { Alarm } from '../../../nodes/shared/http/alarm';
import { VirtualClock } from './simulation/virtualClock';

/** An alarm, and when it woke, in milliseconds; times are set by `set`, at the start. */
async function wakesOf(set: (alarm: Alarm, clock: VirtualClock) => void): Promise<number[]> {
	const clock = new VirtualClock();
	const wakes: number[] = [];
	const alarm = new Alarm(clock, () => wakes.push(clock.now()));
	set(alarm, clock);
	await clock.runUntil(clock.wait(10_000));
	return wakes;
}

it('wakes once, at the earliest of the times that were set', async () => {
	const wakes = await wakesOf((alarm) => {
		alarm.setIn(300);
		alarm.setIn(200);
		alarm.setIn(400);
	});
	expect(wakes).toEqual([200]);
});

it('sets nothing anew for a time that is set already', async () => {
	const clock = new VirtualClock();
	const sleep = jest.spyOn(clock, 'sleep');
	const alarm = new Alarm(clock, () => {});
	alarm.setIn(300);
	alarm.setIn(300);
	alarm.setIn(301);
	expect(sleep).toHaveBeenCalledTimes(1);
	await clock.runUntil(clock.wait(1_000));
});

it('a time that has been woken at does not stand in the way of a later one', async () => {
	const wakes = await wakesOf((alarm, clock) => {
		alarm.setIn(100);
		clock.after(150, () => alarm.setIn(100));
	});
	expect(wakes).toEqual([100, 250]);
});

it('wakes soon, once for all who ask for it, and not again at a time that was set before', async () => {
	const wakes = await wakesOf((alarm) => {
		alarm.setIn(300);
		alarm.setSoon();
		alarm.setSoon();
		alarm.setIn(100);
	});
	expect(wakes).toEqual([0]);
});

it('wakes after a turn and no earlier, whatever else is set until then', async () => {
	const order: string[] = [];
	const clock = new VirtualClock();
	const alarm = new Alarm(clock, () => order.push('woken'));
	alarm.setAfterYield();
	alarm.setSoon();
	alarm.setIn(50);
	await new Promise<void>((resolve) => setImmediate(resolve));
	order.push('microtasks done');
	await clock.runUntil(clock.wait(1_000));
	expect(order).toEqual(['microtasks done', 'woken']);
});

it('a time further away than half a second is looked at again after half a second', async () => {
	expect(await wakesOf((alarm) => alarm.setIn(Infinity))).toEqual([500]);
	expect(await wakesOf((alarm) => alarm.setIn(-1))).toEqual([0]);
});
