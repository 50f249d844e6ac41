import { SingleFlight } from '../../../nodes/shared/http/singleFlight';

it('does work once for each key, and shares what comes of it', async () => {
	const flights = new SingleFlight<number>();
	let count = 0;
	const work = async () => ++count;
	expect(await Promise.all([flights.run('a', work), flights.run('a', work)])).toEqual([1, 1]);
	expect(await flights.run('a', work)).toBe(1);
	expect(await flights.run('b', work)).toBe(2);
});

it('shares a failure, too', async () => {
	const flights = new SingleFlight<number>();
	const work = jest.fn().mockRejectedValue(new Error('failed'));
	await expect(flights.run('a', work)).rejects.toThrow('failed');
	await expect(flights.run('a', work)).rejects.toThrow('failed');
	expect(work).toHaveBeenCalledTimes(1);
});
