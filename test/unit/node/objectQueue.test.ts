import { ObjectQueue } from '../../../nodes/shared/node/objectQueue';

it('changes one object for one item after another, also after a failure, and others at once', async () => {
	const queue = new ObjectQueue();
	const steps: string[] = [];
	const change = (name: string) => async (isLater: boolean) => {
		steps.push(`${name} starts${isLater ? ' later' : ''}`);
		await Promise.resolve();
		steps.push(`${name} ends`);
		if (name === 'first') throw new Error('refused');
	};
	const results = await Promise.allSettled([
		queue.run('a', change('first')),
		queue.run('a', change('second')),
		queue.run('b', change('other')),
	]);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
	const ofA = steps.filter((step) => !step.startsWith('other'));
	expect(ofA).toEqual(['first starts', 'first ends', 'second starts later', 'second ends']);
	expect(steps.indexOf('other starts')).toBeLessThan(steps.indexOf('second starts later'));
});
